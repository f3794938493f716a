import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";

import { type Config, createResolver } from "../../src/index.ts";
import { MAX_HOPS, MAX_SCANNED } from "../../src/limits.ts";
import { ask, joined } from "../support/ask.ts";

const PROXY = { name: "proxy", address: "10.0.0.0/8", tells: "x-forwarded-for" } as const;

const PATHS: readonly Config[] = [
  PROXY,
  [PROXY, PROXY],
  { ...PROXY, repeat: true },
  { ...PROXY, tells: { list: "x-forwarded-for", format: "ip:port" } },
  { ...PROXY, address: "any" },
  { ...PROXY, address: ["loopback", "10.0.0.0/8"], repeat: true },
  [
    { ...PROXY, address: "192.0.2.0/24" },
    { ...PROXY, repeat: true },
  ],
  [{ ...PROXY, address: "unix" }, PROXY],
  { ...PROXY, tells: { list: "x-forwarded-for", appends: 2 } },
  [PROXY, { ...PROXY, identity: "spiffe://mesh/ns/edge/sa/gateway" }],
  "loopback, linklocal, uniquelocal",
  { hops: 2 },
] as const;

const element = fc.constantFrom(
  "10.0.0.2",
  "10.0.0.3",
  "10.1.2.3:80",
  "192.0.2.1",
  "203.0.113.7",
  "203.0.113.7:4711",
  "127.0.0.1",
  "127.0.0.6",
  "::1",
  "2001:db8::1",
  "[2001:DB8::1]:443",
  "::ffff:10.0.0.2",
  "::ffff:c633:6404:4194",
  "0.0.0.0",
  "224.0.0.1",
  "255.255.255.255",
  "240.0.0.1",
  "ff02::1",
  "unix:",
  "unknown",
  "_hidden",
  "",
  " ",
  "010.0.0.1",
  "host",
  "10.0.0.2%eth0",
  '"10.0.0.2"',
);

describe("a list of addresses", () => {
  it("is passed as it is explained, element by element", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PATHS.map((path) => createResolver(path))),
        fc.constantFrom("10.0.0.1", "127.0.0.1", "192.0.2.9", "unix", undefined),
        fc.array(element, { maxLength: 6 }),
        // The loop of its own leaves what is longer than 64 characters.
        fc.constantFrom("", " ", " ".repeat(49), " ".repeat(55), " ".repeat(64), " ".repeat(700)),
        (resolver, peer, elements, blanks) => {
          // Which compares the two.
          const answer = ask(resolver, peer, { "X-Forwarded-For": elements.join(`,${blanks}`) });
          expect(answer.ip === undefined).toBe(answer.status !== "resolved");
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it.each([
    { what: "as many hops as a walk may have", hops: MAX_HOPS, status: "resolved" },
    { what: "one more", hops: MAX_HOPS + 1, status: "too-long" },
  ])("may have $what", ({ hops, status }) => {
    const list = ["203.0.113.7", ...Array.from({ length: hops - 1 }, () => "10.0.0.2")].join(",");
    expect(ask({ ...PROXY, repeat: true }, "10.0.0.1", { "X-Forwarded-For": list }).status).toBe(
      status,
    );
  });

  it.each([
    { what: "with a unix socket, as many", hops: MAX_HOPS, status: "resolved" },
    { what: "with a unix socket, one more", hops: MAX_HOPS + 1, status: "too-long" },
  ])("may have $what", ({ hops, status }) => {
    const unix = { ...PROXY, name: "nginx", address: "unix" };
    const inner = { ...PROXY, name: "inner", address: "192.0.2.9" };
    const proxies = Array.from({ length: hops - 2 }, () => "10.0.0.2");
    const list = ["203.0.113.7", ...proxies, "unix:"].join(",");
    const path = [{ ...PROXY, repeat: true }, unix, inner];
    expect(ask(path, "192.0.2.9", { "X-Forwarded-For": list }).status).toBe(status);
  });

  it.each([
    { what: "shorter than the limit allows", length: MAX_SCANNED - 12, status: "resolved" },
    { what: "as long as the limit allows", length: MAX_SCANNED - 1, status: "resolved" },
    { what: "longer by one", length: MAX_SCANNED, status: "too-long" },
  ])("may be $what, all elements together", ({ length, status }) => {
    const range = { ...PROXY, repeat: true };
    const filled = (left: string, right: string): Record<string, string> => ({
      "X-Forwarded-For": left + " ".repeat(length - left.length - right.length) + right,
    });
    const proxies = `,${" ".repeat(50)}10.0.0.2`.repeat(30);
    expect(ask(range, "10.0.0.1", filled("203.0.113.7", proxies)).status).toBe(status);
    const inner = { ...PROXY, name: "inner", address: "192.0.2.9" };
    const list = filled("203.0.113.7,10.0.0.2,", "10.0.0.3");
    expect(ask([range, inner], "192.0.2.9", list).status).toBe(status);
  });

  it.each([null, 5, true])("is malformed if the header is %j, which is no text", (value) => {
    const resolver = createResolver(PROXY);
    const rawHeaders = ["X-Forwarded-For", value as unknown as string];
    const evidence = { peer: "10.0.0.1", rawHeaders };
    expect(resolver.resolve(evidence).status).toBe("malformed");
    expect(resolver.clientIp(evidence)).toBeUndefined();
  });

  it.each([
    ["127.0.0.1", 10],
    ["::1", 6],
    ["203.0.113.7, 127.0.0.1", 25],
    ["203.0.113.7, 10.0.0.9", 25],
  ])("of %j, which needs no other loop, %d characters are looked at", (list, most) => {
    const resolver = createResolver("loopback, uniquelocal");
    const evidence = joined("127.0.0.1", { "X-Forwarded-For": list });
    const looks = vi.spyOn(String.prototype, "charCodeAt");
    resolver.clientIp(evidence);
    const count = looks.mock.calls.length;
    looks.mockRestore();
    // The peer has nine.
    expect(count).toBeLessThanOrEqual(most + 9);
  });

  it("leaves no trace in the next answer", () => {
    const resolver = createResolver({ ...PROXY, repeat: true });
    const answers = ["203.0.113.7, 10.0.0.2", "203.0.113.8, malformed", "203.0.113.9"].map((list) =>
      resolver.clientIp(joined("10.0.0.1", { "X-Forwarded-For": list })),
    );
    expect(answers).toEqual(["203.0.113.7", undefined, "203.0.113.9"]);
  });

  it.each([" ", "a", "1", ":", " a"])("is hardly read twice if it is made of %j", (part) => {
    const resolver = createResolver({ ...PROXY, repeat: true });
    const evidence = joined("10.0.0.1", { "X-Forwarded-For": part.repeat(9_000) });
    const looks = vi.spyOn(String.prototype, "charCodeAt");
    resolver.clientIp(evidence);
    const count = looks.mock.calls.length;
    looks.mockRestore();
    expect(count).toBeLessThan(MAX_SCANNED + 200);
  });
});
