import { describe, expect, it } from "vitest";
import { ask, joined, raw } from "../support/ask.ts";
import type { Hop } from "../../src/index.ts";
import { createResolver, oneOf } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const GATEWAY = "spiffe://cluster.local/ns/istio-system/sa/gateway";
const XFF = "X-Forwarded-For";

/** A PROXY header with this source. */
const header = (family: "INET" | "UNIX", address: string) =>
  ({
    version: 2,
    command: "PROXY",
    family,
    transport: "STREAM",
    source: { address, port: 0 },
    tlvs: [],
  }) as const;

describe("nothing-carried-over: what one request leaves behind for the next", () => {
  it("is not its peer's address, when the next comes by a unix socket", () => {
    const used = createResolver("10.0.0.0/8, unix");
    for (const next of ["unix", undefined]) {
      used.resolve(raw("10.0.0.1"));
      const fresh = createResolver("10.0.0.0/8, unix").resolve(raw(next));
      expect(used.resolve(raw(next))).toEqual(fresh);
      expect(fresh.proof).toBe(next === "unix" ? "address" : "none");
    }
  });

  it("is neither its peer's port nor its text", () => {
    const resolver = createResolver("direct");
    expect(resolver.resolve(raw("203.0.113.1", {}, { peerPort: 4711 })).port).toBe(4711);
    expect(resolver.resolve(raw("203.0.113.1")).port).toBeUndefined();
    expect(resolver.resolve(raw("203.0.113.2", {}, { peerPort: 0 })).port).toBe(0);
    expect(resolver.resolve(raw("203.0.113.2")).ip).toBe("203.0.113.2");
    expect(resolver.resolve(raw("no address")).peer).toBeUndefined();
    expect(resolver.resolve(raw("203.0.113.2")).peer).toBe("203.0.113.2");
  });

  it("is not how far its lists and lines were read", () => {
    const path: Hop[] = [
      { name: "outer", address: "10.0.0.2", tells: { list: "x-list" } },
      { name: "inner", address: "10.0.0.1", tells: { list: "x-list" } },
    ];
    const twice = createResolver(path);
    const lines = { "X-List": `${CLIENT}, 10.0.0.2` };
    for (const evidence of [
      raw("10.0.0.1", lines),
      joined("10.0.0.1", lines),
      raw("10.0.0.1", lines),
    ]) {
      expect(twice.resolve(evidence).ip).toBe(CLIENT);
    }
  });

  it("is not the identity of an entry point that did not open", () => {
    const path = oneOf(
      {
        name: "mesh",
        identity: GATEWAY,
        secret: { header: "x-secret", value: "hunter2" },
        tells: "x-forwarded-for",
      },
      {
        name: "lb",
        address: "10.0.0.1",
        secret: { header: "x-other", value: "s3" },
        tells: "x-forwarded-for",
      },
    );
    const more = { peerIdentity: [GATEWAY] };
    expect(ask(path, "10.0.0.1", { [XFF]: CLIENT, "X-Other": "s3" }, more)).toMatchObject({
      ip: CLIENT,
      via: ["lb"],
      proof: "secret",
      identity: undefined,
    });
    expect(ask(path, "192.0.2.1", { [XFF]: CLIENT, "X-Secret": "hunter2" }, more)).toMatchObject({
      ip: CLIENT,
      via: ["mesh"],
      identity: GATEWAY,
    });
  });
});

describe("the text of the socket's peer", () => {
  it.each([
    ["fe80::1%eth0", "fe80::1", "its zone is cut"],
    ["fe80::1%eth0%1", "fe80::1", "at the first per cent sign"],
    ["::ffff:203.0.113.7", CLIENT, "mapped is folded"],
    ["2001:DB8:0::1", "2001:db8::1", "its text is canonical"],
  ])("the peer %s is %s: %s", (peer, expected) => {
    expect(ask("direct", peer)).toMatchObject({ ip: expected, peer: expected });
  });

  it.each(["", "%eth0", "%", "10.0.0.1:80", "[::1]", "localhost", " 10.0.0.1"])(
    "the text %j is no peer",
    (peer) => {
      expect(ask("direct", peer)).toMatchObject({
        ip: undefined,
        peer: undefined,
        status: "malformed",
      });
    },
  );
});

describe("the address of a list header, short or long", () => {
  it.each([
    ["1::", "the shortest text there is, but for that of addresses that no host has"],
    ["203.0.113.255", "IPv4"],
    ["203.110.113.255", "its longest text"],
    ["2001:db8::7", "IPv6"],
    ["2001:1db8:1111:2222:3333:4444:5555:6666", "its longest text"],
  ])("%s is itself, and the same as text of its own (%s)", (address) => {
    for (const length of [address.length + 2, 255, 256, 257, 4_000]) {
      for (const behind of ["", " "]) {
        const line = `${"x".repeat(length - address.length - 1)},${address}${behind}`;
        expect(ask("10.0.0.0/8", "10.0.0.1", { [XFF]: line }).ip).toBe(address);
      }
    }
  });
});

describe("the cursor of a walk", () => {
  it("is in no range once it is hidden, so that the proof stays that of the hops", () => {
    const { status, proof } = ask("10.0.0.0/8", "10.0.0.1", { [XFF]: "unknown" });
    expect({ status, proof }).toEqual({ status: "hidden", proof: "address" });
    const sidecar: Hop = { address: "::6", tells: "x-forwarded-for", repeat: true };
    expect(ask(sidecar, "::6", { [XFF]: "unknown" })).toMatchObject({
      status: "hidden",
      proof: "count",
    });
  });

  it("nothing-carried-over: is no address of the request before, when PROXY hides the peer", () => {
    const path: Hop[] = [
      { name: "range", address: "10.9.0.0/16", tells: "forwarded", repeat: true },
      { name: "nlb", address: "10.0.0.1", tells: "proxy-protocol" },
    ];
    const used = createResolver(path);
    const seen = raw("10.0.0.1", {}, { proxyProtocol: header("INET", "10.9.0.1") });
    const hidden = raw("10.0.0.1", {}, { proxyProtocol: header("UNIX", "/run/app.sock") });
    expect(used.resolve(seen).proof).toBe("none");
    expect(used.resolve(hidden)).toMatchObject({ status: "hidden", proof: "address" });
  });

  it("sidecar-is-never-a-client: the sidecar's address has the proof count", () => {
    const lines = { [XFF]: CLIENT };
    for (const address of ["127.0.0.6", ["127.0.0.6", "10.0.0.1"]]) {
      const hop: Hop = { address, tells: "x-forwarded-for" };
      expect(ask(hop, "127.0.0.6", lines)).toMatchObject({ ip: CLIENT, proof: "count" });
    }
  });

  it("weakest-proof: of equals the nearest to the application", () => {
    const mesh: Hop = { identity: GATEWAY, tells: "x-forwarded-for" };
    const cdn: Hop = {
      address: "192.0.2.1",
      secret: { header: "x-secret", value: "hunter2" },
      tells: "x-forwarded-for",
    };
    const lines = { [XFF]: `${CLIENT}, 192.0.2.1`, "X-Secret": "hunter2" };
    const more = { peerIdentity: [GATEWAY] };
    expect(ask([cdn, mesh], "10.0.0.1", lines, more).proof).toBe("identity");
    const plain: Hop = { address: "192.0.2.1", tells: "x-forwarded-for" };
    expect(ask([plain, mesh], "10.0.0.1", lines, more).proof).toBe("address");
    expect(ask([{ ...cdn, shared: true }, mesh], "10.0.0.1", lines, more).proof).toBe("identity");
    expect(ask([{ ...plain, anyCustomer: true }, mesh], "10.0.0.1", lines, more).proof).toBe(
      "count",
    );
    expect(ask([cdn, { ...plain, address: "any" }], "10.0.0.1", lines).proof).toBe("count");
  });

  it("weakest-proof: of a secret and an identity the nearer to the application", () => {
    const path: Hop[] = [
      { identity: GATEWAY, tells: "x-forwarded-for" },
      {
        address: "10.0.0.1",
        secret: { header: "x-secret", value: "hunter2" },
        tells: "x-forwarded-for",
        xfcc: "only",
      },
    ];
    const lines = {
      [XFF]: `${CLIENT}, 10.0.0.2`,
      "X-Secret": "hunter2",
      "X-Forwarded-Client-Cert": `Hash=${"a".repeat(64)};URI=${GATEWAY}`,
    };
    expect(ask(path, "10.0.0.1", lines)).toMatchObject({ ip: CLIENT, proof: "secret" });
  });

  it.each([
    ["127.0.0.1", "127.0.0.1", "127.0.0.1", "loopback on this machine"],
    ["::1", "127.8.8.8", "127.8.8.8", "loopback by the other family"],
    ["unix", "::1", "::1", "a unix socket is on this machine"],
    ["127.0.0.6", "127.0.0.1", "malformed", "any pod can be behind the sidecar"],
    ["10.0.0.1", "127.0.0.1", "malformed", "another machine's loopback"],
    ["10.0.0.1", "::1", "malformed", "another machine's loopback"],
    ["2001:db8::1", "::1", "malformed", "a peer that ends like loopback"],
    ["0:1::1", "::1", "malformed", "a peer that ends like loopback"],
    ["0:0:1::1", "::1", "malformed", "a peer that ends like loopback"],
    ["0:0:0:0:1::1", "::1", "malformed", "a peer that ends like loopback"],
    ["10.0.0.1", "2001:db8::1", "2001:db8::1", "a client that ends like loopback"],
    ["10.0.0.1", "0:0:1::1", "0:0:1::1", "a client that ends like loopback"],
    ["10.0.0.1", "::1:0:1", "::1:0:1", "a client that ends like loopback"],
    ["10.0.0.1", "128.0.0.1", "128.0.0.1", "beside loopback"],
  ])("loopback-told-locally: from %s, %s is %s: %s", (peer, reported, expected) => {
    const path: Hop = { address: [peer, "127.0.0.6"], tells: "x-forwarded-for" };
    const { ip, status } = ask(path, peer, { [XFF]: reported });
    expect(ip ?? status).toBe(expected);
  });
});

describe("canonical-text: the answer's text", () => {
  it("is canonical whether it was cut from a short header, a long one or written anew", () => {
    for (const reported of ["2001:db8::7", "2001:DB8::7", "2001:db8:0::7", "[2001:db8::7]:80"]) {
      for (const before of ["", "6.6.6.6, ", "6.6.6.6, ".repeat(100)]) {
        expect(ask("10.0.0.1", "10.0.0.1", { [XFF]: before + reported }).ip).toBe("2001:db8::7");
      }
    }
  });
});
