import { describe, expect, it } from "vitest";
import { ask, raw } from "../support/ask.ts";
import type { Evidence, Hop, ProxyHeader } from "../../src/index.ts";
import { createResolver } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const nlb: Hop = { name: "nlb", address: "10.0.0.5", tells: "proxy-protocol" };
const outer: Hop = { name: "outer", address: "10.0.0.6", tells: "proxy-protocol" };

function said(address: string, more: Partial<ProxyHeader> = {}): ProxyHeader {
  return {
    version: 2,
    command: "PROXY",
    family: address.includes(":") ? "INET6" : "INET",
    transport: "STREAM",
    source: { address, port: 4711 },
    tlvs: [],
    ...more,
  };
}

const LOCAL: ProxyHeader = {
  version: 2,
  command: "LOCAL",
  family: "UNSPEC",
  transport: "UNSPEC",
  tlvs: [],
};
const sent = (proxyProtocol: NonNullable<Evidence["proxyProtocol"]>) => ({ proxyProtocol });
const unresolved = (status: string) => ({ ip: undefined, source: undefined, status });
const tells = "x-forwarded-for" as const;
const lb: Hop = { name: "lb", address: "10.0.0.1", tells };
const FORGED = "6.6.6.6";
const forged = { "X-Forwarded-For": FORGED };
const headerOf = (more: Partial<ProxyHeader>): ProxyHeader => ({
  version: 2,
  command: "PROXY",
  family: "INET",
  transport: "STREAM",
  tlvs: [],
  ...more,
});
const fromNlb = (more: Partial<ProxyHeader>) =>
  ask(nlb, "10.0.0.5", forged, { proxyProtocol: headerOf(more) });

describe("PROXY headers as evidence of a connection", () => {
  it("names the client and its port", () => {
    for (const header of [said(CLIENT), [said(CLIENT)], said(CLIENT, { version: 1 })]) {
      expect(ask(nlb, "10.0.0.5", {}, sent(header))).toMatchObject({
        ip: CLIENT,
        port: 4711,
        source: "proxy-protocol",
        proof: "address",
        via: ["nlb"],
        warnings: [],
      });
    }
    expect(ask(nlb, "10.0.0.5", {}, sent(said("2001:DB8:0::7")))).toMatchObject({
      ip: "2001:db8::7",
    });
  });

  it("absent-is-missing: a PROXY hop without a header", () => {
    for (const more of [{}, sent([])]) {
      expect(ask(nlb, "10.0.0.5", { "X-Forwarded-For": "6.6.6.6" }, more)).toMatchObject(
        unresolved("missing"),
      );
    }
  });

  it("proxy-by-address: a PROXY hop is recognized by address or unix alone", () => {
    expect(ask(nlb, "10.0.0.9", {}, sent(said("6.6.6.6")))).toMatchObject({
      ip: undefined,
      via: [],
      status: "unproven",
    });
    expect(ask({ ...nlb, address: "unix" }, "unix", {}, sent(said(CLIENT)))).toMatchObject({
      ip: CLIENT,
    });
  });

  it("a hop that reads a header may stand outside of a PROXY hop", () => {
    const alb: Hop = { name: "alb", address: "10.0.1.0/24", tells: "x-forwarded-for" };
    expect(
      ask(
        [alb, nlb],
        "10.0.0.5",
        { "X-Forwarded-For": `6.6.6.6, ${CLIENT}` },
        sent(said("10.0.1.9")),
      ),
    ).toMatchObject({
      ip: CLIENT,
      port: undefined,
      source: "x-forwarded-for",
      via: ["alb", "nlb"],
    });
    expect(
      ask([alb, nlb], "10.0.0.5", { "X-Forwarded-For": "6.6.6.6" }, sent(said(CLIENT))),
    ).toMatchObject({ ip: CLIENT, source: "proxy-protocol", via: ["nlb"] });
  });

  it("proxy-hop-by-hop: header k+1 is read only if header k's source is PROXY hop k+1", () => {
    const path = [outer, nlb];
    const from = (...headers: ProxyHeader[]) => ask(path, "10.0.0.5", {}, sent(headers));
    expect(from(said("10.0.0.6"), said(CLIENT))).toMatchObject({
      ip: CLIENT,
      via: ["outer", "nlb"],
    });
    // What follows the header of a client is payload.
    expect(from(said(CLIENT), said("6.6.6.6"))).toMatchObject({ ip: CLIENT, via: ["nlb"] });
    expect(from(said("10.0.0.6"))).toMatchObject(unresolved("missing"));
    // One header by itself is that of the nearest hop, and of no other.
    expect(ask(path, "10.0.0.5", {}, sent(said("10.0.0.6")))).toMatchObject(unresolved("missing"));
    // As many headers are read as there are PROXY hops.
    expect(from(said("10.0.0.6"), said(CLIENT), said("6.6.6.6"))).toMatchObject({ ip: CLIENT });
    expect(ask(nlb, "10.0.0.5", {}, sent([said(CLIENT), said("6.6.6.6")]))).toMatchObject({
      ip: CLIENT,
    });
  });

  it("hops that keep the address may stand in front of PROXY hops and between them", () => {
    const dnat: Hop = { name: "dnat", tells: "source-address" };
    expect(
      ask([outer, dnat, nlb, dnat], "10.0.0.5", {}, sent([said("10.0.0.6"), said(CLIENT)])),
    ).toMatchObject({ ip: CLIENT, via: ["outer", "dnat", "nlb", "dnat"] });
  });

  it.each<[ProxyHeader, string]>([
    [LOCAL, "version 2 LOCAL"],
    [{ ...LOCAL, family: "INET", source: { address: "6.6.6.6", port: 1 } }, "LOCAL with addresses"],
    [{ ...LOCAL, family: "UNIX" }, "LOCAL of family UNIX"],
    [{ ...LOCAL, version: 1, command: "LOCAL" }, "version 1 UNKNOWN as LOCAL"],
    [{ ...LOCAL, version: 1, command: "PROXY" }, "version 1 UNKNOWN"],
    [{ ...LOCAL, command: "PROXY" }, "UNSPEC"],
    [
      { ...LOCAL, command: "PROXY", source: { address: "6.6.6.6", port: 1 } },
      "UNSPEC with addresses",
    ],
  ])("proxy-local: %j ends the walk at the hop itself (%s)", (header) => {
    const alb: Hop = { name: "alb", address: "10.0.1.0/24", tells: "x-forwarded-for" };
    for (const path of [nlb, [alb, nlb]]) {
      expect(ask(path, "10.0.0.5", { "X-Forwarded-For": "6.6.6.6" }, sent(header))).toMatchObject({
        ip: "10.0.0.5",
        status: "resolved",
        source: "socket",
        warnings: ["proxy-local"],
      });
    }
  });

  it("proxy-local: LOCAL of the second hop ends the walk there", () => {
    expect(ask([outer, nlb], "10.0.0.5", {}, sent([said("10.0.0.6"), LOCAL]))).toMatchObject({
      ip: "10.0.0.6",
      source: "proxy-protocol",
      warnings: ["proxy-local"],
    });
    // Nothing is read behind it.
    expect(ask([outer, nlb], "10.0.0.5", {}, sent([LOCAL, said("6.6.6.6")]))).toMatchObject({
      ip: "10.0.0.5",
    });
  });

  it("proxy-local: LOCAL over a unix socket has no address", () => {
    expect(ask({ ...nlb, address: "unix" }, "unix", {}, sent(LOCAL))).toMatchObject(
      unresolved("hidden"),
    );
  });

  it("proxy-unix-hides: a source of the family AF_UNIX", () => {
    const unix = said("/run/client.sock", {
      family: "UNIX",
      source: { address: "/run/a", port: 0 },
    });
    expect(ask(nlb, "10.0.0.5", {}, sent(unix))).toMatchObject(unresolved("hidden"));
    expect(
      ask(nlb, "10.0.0.5", {}, sent({ ...unix, source: { address: "6.6.6.6", port: 1 } })),
    ).toMatchObject(unresolved("hidden"));
  });

  it("proxy-unix-hides: no hop on a unix socket of this machine is seen behind it", () => {
    const local: Hop = { name: "local", address: "unix", tells };
    const unix = said("/run/client.sock", { family: "UNIX" });
    const lines = { "X-Forwarded-For": "6.6.6.6" };
    expect(ask([local, nlb], "10.0.0.5", lines, sent(unix))).toMatchObject(unresolved("hidden"));
  });

  it.each<[ProxyHeader, string]>([
    [said("2001:db8::7", { family: "INET" }), "IPv6 text in an IPv4 header"],
    [said(CLIENT, { family: "INET6" }), "IPv4 text in an IPv6 header"],
    [said(`::ffff:${CLIENT}`, { family: "INET" }), "mapped text in an IPv4 header"],
    [said("203.0.113.07"), "a leading zero"],
    [said("203.0.113.7:80"), "a port"],
    [said("[2001:db8::7]"), "brackets"],
    [said("fe80::1%eth0"), "a zone"],
    [said(" 203.0.113.7"), "a blank"],
    [said(""), "nothing"],
    [said("0.0.0.0"), "never a client"],
    [said("::"), "never a client"],
    [said("224.0.0.1"), "multicast"],
    [said("127.0.0.1"), "loopback of a distant hop (Envoy's version 1 health check)"],
    [said("::1"), "loopback of a distant hop"],
  ])("proxy-source-family: the source %j is malformed: %s", (header) => {
    expect(ask(nlb, "10.0.0.5", {}, sent(header))).toMatchObject({
      ...unresolved("malformed"),
      via: ["nlb"],
    });
  });

  it("mapped-is-ipv4: an IPv4-mapped source in an IPv6 PROXY header", () => {
    expect(ask(nlb, "10.0.0.5", {}, sent(said(`::ffff:${CLIENT}`)))).toMatchObject({ ip: CLIENT });
  });

  it("a header without a source is no evidence", () => {
    const { source: _source, ...empty } = said(CLIENT);
    expect(ask(nlb, "10.0.0.5", {}, sent(empty)).ip).toBeUndefined();
  });

  it("proxy-source-family: a destination of the other family is accepted, as nginx and Varnish send it", () => {
    const destination = { address: "2001:db8::1", port: 443 };
    expect(ask(nlb, "10.0.0.5", {}, sent(said(CLIENT, { destination })))).toMatchObject({
      ip: CLIENT,
    });
  });

  it("loopback-told-locally: loopback in a PROXY header of a local hop", () => {
    expect(
      ask({ ...nlb, address: "127.0.0.1" }, "127.0.0.1", {}, sent(said("127.0.0.1"))),
    ).toMatchObject({ ip: "127.0.0.1", source: "proxy-protocol" });
  });

  it("sidecar-is-never-a-client: 127.0.0.6 in a PROXY header", () => {
    expect(
      ask({ ...nlb, address: "127.0.0.1" }, "127.0.0.1", {}, sent(said("127.0.0.6"))),
    ).toMatchObject(unresolved("hidden"));
  });
});

it("proxy-source-family: a header without a source where it should have one is malformed", () => {
  const sourceless = {
    version: 2,
    command: "PROXY",
    family: "INET",
    transport: "STREAM",
    tlvs: [],
  } as const;
  const path: Hop = { ...lb, tells: "proxy-protocol" };
  const evidence = raw("10.0.0.1", {}, { proxyProtocol: sourceless });
  expect(createResolver(path).resolve(evidence).status).toBe("malformed");
});

describe("proxy-local: a PROXY header without an address", () => {
  it("the hop itself is the client, or the peer is hidden", () => {
    expect(fromNlb({ version: 1, family: "UNSPEC", transport: "UNSPEC" })).toMatchObject({
      ip: "10.0.0.5",
      warnings: ["proxy-local"],
    });
    expect(fromNlb({ command: "LOCAL", source: { address: FORGED, port: 1 } })).toMatchObject({
      ip: "10.0.0.5",
      warnings: ["proxy-local"],
    });
    expect(fromNlb({ family: "UNIX", source: { address: "/run/a", port: 0 } })).toMatchObject({
      ip: undefined,
      status: "hidden",
    });
  });
});
