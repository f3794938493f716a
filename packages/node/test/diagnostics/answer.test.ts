import { describe, expect, it } from "vitest";
import { diagnosticAnswer } from "../../src/diagnostics/answer.ts";
import { createResolver } from "../../src/index.ts";
import type { ProxyHeader } from "../../src/proxy-protocol.ts";

const header: ProxyHeader = {
  version: 2,
  command: "PROXY",
  family: "INET",
  transport: "STREAM",
  source: { address: "203.0.113.7", port: 40_001 },
  destination: { address: "192.0.2.1", port: 443 },
  tlvs: [],
};

describe("the diagnostic answer", () => {
  it("has every field, also of a connection that is gone", () => {
    expect(diagnosticAnswer({ peer: undefined, rawHeaders: [] }, undefined)).toEqual({
      version: 1,
      peer: null,
      encrypted: null,
      truncated: false,
      rawHeaders: [],
      masked: [],
      proxyProtocol: [],
      answer: null,
    });
  });

  it.each([
    ["::ffff:10.0.0.1", "10.0.0.1"],
    ["unix", "unix"],
    ["invoker", "invoker"],
  ])("names the peer %s canonically: %s", (peer, shown) => {
    expect(diagnosticAnswer({ peer, rawHeaders: [] }, undefined)).toHaveProperty("peer", shown);
  });

  it("has the PROXY headers, without their TLVs", () => {
    const { tlvs: _tlvs, ...shown } = header;
    const sent = { ...header, tlvs: [{ type: 0x20, value: Buffer.from("a certificate") }] };
    for (const proxyProtocol of [sent, [sent]]) {
      const evidence = { peer: "10.0.0.1", rawHeaders: [], proxyProtocol };
      expect(diagnosticAnswer(evidence, undefined).proxyProtocol).toEqual([shown]);
    }
  });

  it("has steps without what was read, where nothing was", () => {
    const resolver = createResolver({ address: "loopback", tells: "forwarded" });
    const { answer } = diagnosticAnswer({ peer: "127.0.0.1", rawHeaders: [] }, resolver);
    expect(answer?.steps.at(-1)).toMatchObject({ header: "forwarded", element: undefined });
  });
});
