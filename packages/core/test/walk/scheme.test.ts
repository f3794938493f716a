import { describe, expect, it } from "vitest";
import type { Hop, Path, ProxyHeader } from "../../src/index.ts";
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

const over = (value: number[], ...more: number[][]) => ({
  proxyProtocol: {
    ...proxied,
    tlvs: [value, ...more].map((bytes) => ({ type: 0x20, value: Uint8Array.from(bytes) })),
  },
  encrypted: false,
});
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

  it("is unknown where only the host is stated", () => {
    const { proto, host } = ask([{ ...nginx, host: HOST }], { ...one, [HOST]: "a.example" });
    expect([proto, host]).toEqual([undefined, "a.example"]);
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
    expect(String(createResolver(path).explain(raw("10.0.0.1", lines)))).not.toContain("undefined");
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

  const schemeOf = (more: object) => l4.resolve(raw("10.0.0.5", {}, more)).proto;

  it("tells https by the TLS of the PROXY header, and no other scheme", () => {
    expect(schemeOf(over([0x01, 0, 0, 0, 0]))).toBe("https");
    expect(schemeOf(over([0x07, 0, 0, 0, 18]))).toBe("https");
    expect(schemeOf(over([0x00, 0, 0, 0, 0]))).toBeUndefined();
    expect(schemeOf(over([]))).toBeUndefined();
    expect(schemeOf(over([0x01, 0, 0, 0]))).toBeUndefined();
    expect(schemeOf(over([0x01, 0, 0, 0, 0], [0x01, 0, 0, 0, 0]))).toBeUndefined();
    expect(
      schemeOf({ proxyProtocol: { ...proxied, tlvs: [{ type: 1, value: [1] }] } }),
    ).toBeUndefined();
  });

  it("reads the TLS of the outermost PROXY header alone", () => {
    const tlvs = [{ type: 0x20, value: Uint8Array.of(1, 0, 0, 0, 0) }];
    const outer = { ...proxied, tlvs: [] };
    const inner = { ...proxied, source: { address: "10.0.0.6", port: 1 }, tlvs };
    const two = createResolver([{ ...nlb, name: "outer", address: "10.0.0.6" }, nlb]);
    const of = (proxyProtocol: ProxyHeader[]) =>
      two.resolve(raw("10.0.0.5", {}, { proxyProtocol })).proto;
    expect(of([inner, outer])).toBeUndefined();
    expect(
      of([
        { ...inner, tlvs: [] },
        { ...outer, tlvs },
      ]),
    ).toBe("https");
  });

  it("tells nothing behind a hop that speaks HTTP", () => {
    expect(ask([nginx], one, socket)).not.toHaveProperty("proto");
    expect(ask([nginx], one, socket)).not.toHaveProperty("host");
  });
});

describe("behind-passed-bytes: an outermost hop that passes bytes on", () => {
  const dnat: Hop = { name: "dnat", tells: "source-address" };
  const states: Hop = { ...nginx, proto: PROTO, host: HOST };
  const lines = (scheme: string) => ({ ...one, [PROTO]: scheme, [HOST]: "a.example" });

  it("leaves the statement to the next hop, which has the client's own connection", () => {
    expect(ask([dnat, states], lines("https"))).toMatchObject({
      proto: "https",
      host: "a.example",
    });
    expect(ask([dnat, dnat, { ...nginx, proto: "https" }], one).proto).toBe("https");
  });

  it.each([
    ["a header", states],
    ["the path", { ...nginx, proto: "http" }],
  ])("makes http of %s unknown: TLS may have ended at it", (_, inner) => {
    expect(ask([dnat, inner], lines("http"))).not.toHaveProperty("proto");
    expect(why([dnat, inner], lines("http"))[0]).toContain("scheme-of-inner-link: the link inside");
  });

  it("leaves a host alone that is called http", () => {
    expect(ask([dnat, states], { ...one, [HOST]: "http" }).host).toBe("http");
  });

  it("makes nothing certain of what a hop further in may have written", () => {
    const path = [dnat, cdn, { ...nginx, proto: PROTO }];
    expect(why(path, { ...both, [PROTO]: "http" })[0]).toContain("an inner hop may have written");
  });

  it("says itself which scheme its clients use", () => {
    expect(ask([{ ...dnat, proto: "http" }, states], lines("http")).proto).toBe("http");
    expect(ask([{ ...dnat, proto: "https" }, states], lines("http")).proto).toBe("https");
  });

  it("tells nothing if the next hop tells nothing", () => {
    expect(ask([dnat, nginx], lines("https"))).not.toHaveProperty("proto");
    expect(why([dnat, nginx], lines("https"))).toEqual([]);
  });
});

describe("outermost-states-scheme: an explanation", () => {
  it("says who tells the scheme and the host", () => {
    const path: Hop = { ...nginx, proto: "https", host: HOST };
    expect(
      String(createResolver(path).explain(raw("10.0.0.1", { ...one, [HOST]: "a.example" }))),
    ).toContain("\nproto is https, by the path\nhost is a.example, by X-Forwarded-Host\n");
    const direct = createResolver("direct");
    expect(
      String(direct.explain(raw("203.0.113.7", {}, { encrypted: false, authority: "a.example" }))),
    ).toContain("\nproto is http, by the socket\nhost is a.example, by the request itself\n");
  });

  it.each([
    ["proto is https, by the socket", { encrypted: true }],
    ["proto is https, by the PROXY header", {}],
    ["nlb: proto is not known: scheme-of-inner-link", { encrypted: false, proxyProtocol: proxied }],
  ])("says behind a hop that passes the connection on: %s", (line, more) => {
    const evidence = raw(
      "10.0.0.5",
      {},
      { ...over([1, 0, 0, 0, 0]), encrypted: undefined, ...more },
    );
    expect(String(createResolver(nlb).explain(evidence))).toContain(`\n${line}`);
  });
});
