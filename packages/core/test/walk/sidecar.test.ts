import { describe, expect, it } from "vitest";
import { ask } from "../support/ask.ts";
import { createResolver } from "../../src/index.ts";
import type { Hop } from "../../src/index.ts";

const SIDECAR = ["127.0.0.6", "::6", "::ffff:127.0.0.6"];

describe("sidecar-is-never-a-client: what 127.0.0.6 proves", () => {
  it.each(SIDECAR)("a walk that stops at the peer %s is hidden, with or without a path", (peer) => {
    const proxy: Hop = { address: ["loopback", "10.0.0.0/8"], tells: "x-forwarded-for" };
    for (const config of [undefined, "direct", "loopback", "0.0.0.0/1, ::/1", proxy]) {
      expect(ask(config, peer)).toMatchObject({
        ip: undefined,
        status: "hidden",
        source: undefined,
        proof: "none",
      });
    }
    for (const neighbor of ["127.0.0.5", "127.0.0.7", "::7"]) {
      expect(ask("direct", neighbor)).toMatchObject({ ip: neighbor });
    }
  });

  it.each(SIDECAR)("told by a local hop, %s is no client either", (element) => {
    const local: Hop = { name: "nginx", address: "127.0.0.1", tells: "x-forwarded-for" };
    expect(ask(local, "127.0.0.1", { "X-Forwarded-For": element })).toMatchObject({
      ip: undefined,
      status: "hidden",
    });
    expect(ask(local, "127.0.0.1", { "X-Forwarded-For": "127.0.0.7" })).toMatchObject({
      ip: "127.0.0.7",
    });
  });

  it.each(SIDECAR)("told by a distant hop, %s is no client either", (element) => {
    const distant: Hop = { name: "alb", address: "10.0.0.1", tells: "x-forwarded-for" };
    expect(ask(distant, "10.0.0.1", { "X-Forwarded-For": element })).toMatchObject({
      ip: undefined,
    });
  });

  it("forged lists of any pod come the same way: only a proof behind it is believed", () => {
    const path: Hop[] = [
      { name: "gateway", identity: "spiffe://a/gw", tells: "x-forwarded-for" },
      { name: "sidecar", address: ["127.0.0.6", "::6"], tells: "nothing", xfcc: "only" },
    ];
    const from = (peer: string, uri: string) =>
      ask(path, peer, {
        "X-Forwarded-For": "203.0.113.7",
        "X-Forwarded-Client-Cert": `By=spiffe://a/app;Hash=${"0a".repeat(32)};URI=${uri}`,
      });
    for (const peer of SIDECAR) {
      expect(from(peer, "spiffe://a/gw")).toMatchObject({ ip: "203.0.113.7", proof: "identity" });
      expect(from(peer, "spiffe://a/pod")).toMatchObject({ ip: undefined, status: "hidden" });
    }
  });
});

describe("sidecar-is-never-a-client: a path that believes 127.0.0.6", () => {
  it("the proof is count: any pod's header arrives from there", () => {
    const evidence = { peer: "127.0.0.6", rawHeaders: ["x-forwarded-for", "203.0.113.7"] };
    const sidecar = createResolver({ address: "127.0.0.6", tells: "x-forwarded-for" });
    expect(sidecar.resolve(evidence)).toMatchObject({ ip: "203.0.113.7", proof: "count" });
    const proxy = createResolver({ address: "127.0.0.7", tells: "x-forwarded-for" });
    expect(proxy.resolve({ ...evidence, peer: "127.0.0.7" })).toMatchObject({ proof: "address" });
    expect(sidecar.findings.map(({ code }) => code)).toContain("sidecar-believed");
  });
});
