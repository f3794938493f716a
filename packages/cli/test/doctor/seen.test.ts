import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSeen } from "../../src/doctor/seen.ts";

const answer = {
  version: 1,
  peer: "::ffff:10.1.0.1",
  encrypted: true,
  truncated: false,
  rawHeaders: ["X-Real-IP", "6.6.6.6"],
  masked: ["x-origin", "\u001B[31m"],
  proxyProtocol: [],
  answer: { ip: "203.0.113.7", status: "resolved" },
};
const reads = (more: object) => readSeen(JSON.stringify({ ...answer, ...more }), "127.0.0.1");

describe("readSeen", () => {
  it("reads what the endpoint answers", () => {
    expect(reads({})).toEqual({
      evidence: {
        peer: "10.1.0.1",
        encrypted: true,
        truncated: false,
        rawHeaders: answer.rawHeaders,
        proxyProtocol: [],
      },
      masked: ["x-origin"],
      own: { ip: "203.0.113.7", status: "resolved" },
      from: "127.0.0.1",
    });
  });

  it("reads PROXY headers", () => {
    const source = { address: "203.0.113.7", port: 4242 };
    const header = { version: 1, command: "PROXY", family: "INET", transport: "STREAM", source };
    const found = reads({ proxyProtocol: [header, {}, 1, { ...header, source: 1 }] });
    expect(found?.evidence.proxyProtocol).toEqual([
      { ...header, tlvs: [] },
      { version: 1, command: "PROXY", family: "INET", transport: "STREAM", tlvs: [] },
    ]);
  });

  it.each([
    ["another version", { version: 2 }],
    ["no peer", { peer: null }],
    ["a peer that is no address", { peer: "\u001B[31m" }],
    ["headers that are no texts", { rawHeaders: ["a", 1] }],
    ["a name without a value", { rawHeaders: ["a"] }],
    ["too many headers", { rawHeaders: Array.from({ length: 2002 }, () => "a") }],
    ["no list of PROXY headers", { proxyProtocol: {} }],
  ])("takes %s for no answer", (_what, more) => {
    expect(reads(more)).toBeUndefined();
  });

  it("knows a unix socket, and an answer without a client", () => {
    const own = { status: "\u001B[31m", ip: 1 };
    expect(reads({ peer: "unix", answer: own })).toMatchObject({
      evidence: { peer: "unix" },
      own: { ip: undefined, status: "unknown" },
    });
    expect(reads({ answer: null })?.own).toBeUndefined();
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => readSeen(text)).not.toThrow();
      }),
    );
  });
});
