import { describe, expect, it } from "vitest";
import type { Hop, Path } from "../../src/index.ts";
import { createResolver } from "../../src/index.ts";
import { joined, type Lines, raw } from "../support/ask.ts";

const PROTO = "x-forwarded-proto";
const HOST = "x-forwarded-host";
const tells = "x-forwarded-for" as const;
const cdn: Hop = { name: "cdn", address: "198.51.100.0/24", tells };
const nginx: Hop = { name: "nginx", address: "10.0.0.1", tells };
const nlb: Hop = { name: "nlb", address: "10.0.0.5", tells: "proxy-protocol" };
const both = { "X-Forwarded-For": "203.0.113.7, 198.51.100.4" };
const one = { "X-Forwarded-For": "203.0.113.7" };
const proxied = {
  version: 2,
  command: "PROXY",
  family: "INET",
  transport: "STREAM",
  source: { address: "203.0.113.7", port: 4711 },
  tlvs: [],
} as const;

const ask = (path: Path, lines: Lines, more = {}) =>
  createResolver(path).resolve(joined("10.0.0.1", lines, more));
const why = (path: Path, lines: Lines, more = {}) =>
  createResolver(path)
    .explain(raw("10.0.0.1", lines, more))
    .steps.filter(({ event }) => event === "untold")
    .map(({ rule }) => rule);

describe("outermost-states-scheme: the scheme", () => {
  const sets: Hop = { ...cdn, proto: PROTO, host: HOST };

  it("is that of the outermost hop, where inner hops pass it on", () => {
    const path = [sets, { ...nginx, proto: { passes: PROTO }, host: { passes: HOST } }];
    const lines = { ...both, [PROTO]: "HTTPS", [HOST]: "shop.example:8443" };
    expect(ask(path, lines)).toMatchObject({ proto: "https", host: "shop.example:8443" });
    expect(JSON.stringify(ask(path, lines))).toContain(
      '"proto":"https","host":"shop.example:8443"',
    );
  });

  it.each([
    ["overwrites it", { proto: { sets: PROTO } }],
    ["drops it", { proto: { drops: PROTO } }],
    ["says nothing of it", {}],
    ["says something of another header", { proto: { passes: "x-scheme" } }],
    ["states its own", { proto: "http" }],
    ["may append several to it", { proto: { appends: PROTO }, repeat: true }],
  ])("is unknown if an inner hop %s", (_, inner) => {
    const lines = { ...both, [PROTO]: "http" };
    const path = [sets, { ...nginx, ...inner }];
    expect(ask(path, lines)).not.toHaveProperty("proto");
    expect(why(path, lines)[0]).toMatch(/^proto is not known: scheme-of-inner-link: .*passes/);
  });

  it("is unknown if only an inner hop states it", () => {
    const path = [cdn, { ...nginx, proto: PROTO }];
    expect(ask(path, { ...both, [PROTO]: "http" })).not.toHaveProperty("proto");
    expect(why(path, { ...both, [PROTO]: "http" })).toHaveLength(1);
  });

  it("is that of the inner hop for a request that came through no other", () => {
    const path = [sets, { ...nginx, proto: PROTO }];
    expect(ask(path, { ...one, [PROTO]: "http" }).proto).toBe("http");
  });

  it("is unknown where the outermost hop is repeated: the next one overwrites it", () => {
    const path = [{ ...nginx, proto: PROTO, repeat: true }];
    expect(ask(path, { ...one, [PROTO]: "http" })).not.toHaveProperty("proto");
  });

  it("is the element that the hop appended, with one more for each inner hop", () => {
    const appends = { proto: { appends: PROTO } };
    const lines = { ...both, [PROTO]: "http, https,http" };
    expect(
      ask(
        [
          { ...cdn, ...appends },
          { ...nginx, ...appends },
        ],
        lines,
      ).proto,
    ).toBe("https");
    expect(ask([{ ...nginx, ...appends }], { ...one, [PROTO]: "https,http" }).proto).toBe("http");
    const set = { ...both, [PROTO]: "https, http" };
    expect(ask([sets, { ...nginx, ...appends }], set).proto).toBe("https");
  });

  it("is not read from what the outermost hop passes on", () => {
    const path = [{ ...nginx, proto: { passes: PROTO }, host: { drops: HOST } }];
    const resolution = ask(path, { ...one, [PROTO]: "https", [HOST]: "evil.example" });
    expect(resolution).not.toHaveProperty("proto");
    expect(resolution).not.toHaveProperty("host");
    expect(why(path, one)).toEqual([]);
  });

  it("is what the outermost hop always uses, if it says so", () => {
    expect(
      ask(
        [
          { ...cdn, proto: "https" },
          { ...nginx, proto: PROTO },
        ],
        both,
      ).proto,
    ).toBe("https");
  });

  it("is left out of an answer without a client, and of a connection of the hop's own", () => {
    const path: Path = [{ ...nginx, proto: "https" }];
    expect(ask(path, {})).not.toHaveProperty("proto");
    const local = { proxyProtocol: { ...proxied, command: "LOCAL" as const } };
    const resolution = createResolver({ ...nlb, proto: "https" }).resolve(
      raw("10.0.0.5", {}, local),
    );
    expect(resolution.warnings).toEqual(["proxy-local"]);
    expect(resolution).not.toHaveProperty("proto");
    expect(resolution).not.toHaveProperty("host");
  });
});

describe("one-statement: a header with the scheme or the host", () => {
  const path: Path = [{ ...nginx, proto: PROTO, host: HOST }];

  it.each([
    ["is absent", one],
    ["has two lines", { ...one, [PROTO]: ["https", "https"], [HOST]: ["a", "a"] }],
    ["has a comma", { ...one, [PROTO]: "https,https", [HOST]: "a,a" }],
    ["is empty", { ...one, [PROTO]: "", [HOST]: "" }],
    ["has another name", { ...one, x_forwarded_proto: "https", x_forwarded_host: "a" }],
    ["is not valid", { ...one, [PROTO]: "wss", [HOST]: "user@a" }],
  ])("tells nothing if it %s", (_, lines: Lines) => {
    expect(ask(path, lines)).not.toHaveProperty("proto");
    expect(ask(path, lines)).not.toHaveProperty("host");
    expect(why(path, lines)).toHaveLength(2);
  });

  it("tells nothing if the server may have dropped a line of it", () => {
    const dnat: Path = [{ ...nlb, proto: PROTO, host: HOST }];
    const lines = { [PROTO]: "https", [HOST]: "a" };
    const evidence = raw("10.0.0.5", lines, { proxyProtocol: proxied });
    expect(createResolver(dnat).resolve(evidence).proto).toBe("https");
    const cut = createResolver(dnat).explain({ ...evidence, truncated: true });
    expect(cut.resolution).not.toHaveProperty("proto");
    expect(String(cut)).toContain(
      "nlb: proto is not known: X-Forwarded-Proto may be one of the lines",
    );
  });

  it("is not read of a peer that is not the hop", () => {
    const lines = { [PROTO]: "https", [HOST]: "a" };
    const stranger = createResolver(path).resolve(raw("192.0.2.9", lines));
    expect(stranger.ip).toBe("192.0.2.9");
    expect(stranger).not.toHaveProperty("proto");
    expect(stranger).not.toHaveProperty("host");
  });

  it("is read anew for each request, although the address was remembered", () => {
    const resolver = createResolver(path);
    const of = (scheme: string) =>
      resolver.resolve(joined("10.0.0.1", { ...one, [PROTO]: scheme })).proto;
    expect([of("https"), of("https"), of("http"), of("x")]).toEqual([
      "https",
      "https",
      "http",
      undefined,
    ]);
  });
});

describe("socket-states-scheme: the application's own socket", () => {
  const direct = createResolver("direct");
  const l4 = createResolver(nlb);
  const socket = { encrypted: true, authority: "a.example" };

  it("tells both where no hop was walked", () => {
    expect(direct.resolve(raw("203.0.113.7", {}, socket))).toMatchObject({
      proto: "https",
      host: "a.example",
    });
    expect(direct.resolve(raw("203.0.113.7", {}, { encrypted: false }))).toMatchObject({
      proto: "http",
    });
    expect(direct.resolve(raw("203.0.113.7", {}, {}))).not.toHaveProperty("proto");
    expect(direct.resolve(raw("203.0.113.7", {}, { authority: "user@a" }))).not.toHaveProperty(
      "host",
    );
  });

  it("tells https, and not http, behind hops that pass the connection on", () => {
    expect(l4.resolve(raw("10.0.0.5", {}, { proxyProtocol: proxied, ...socket }))).toMatchObject({
      proto: "https",
      host: "a.example",
    });
    expect(
      l4.resolve(raw("10.0.0.5", {}, { proxyProtocol: proxied, encrypted: false })),
    ).not.toHaveProperty("proto");
  });

  it("tells nothing behind a hop that speaks HTTP", () => {
    expect(ask([nginx], one, socket)).not.toHaveProperty("proto");
    expect(ask([nginx], one, socket)).not.toHaveProperty("host");
  });
});
