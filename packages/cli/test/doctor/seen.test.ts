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

const headersIn = (...proxyProtocol: unknown[]) => reads({ proxyProtocol })?.evidence.proxyProtocol;

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
    const bare = { version: 1, command: "PROXY", family: "INET", transport: "STREAM", tlvs: [] };
    expect(headersIn(header)).toStrictEqual([{ ...header, tlvs: [] }]);
    const wrong = [1, null, { address: 1, port: 1 }, { address: "203.0.113.7", port: "1" }];
    for (const one of wrong) expect(headersIn({ ...header, source: one })).toStrictEqual([bare]);
    for (const family of ["INET6", "UNIX", "UNSPEC"]) {
      expect(headersIn({ ...header, family })).toMatchObject([{ family }]);
    }
    expect(headersIn({ ...header, version: 2, command: "LOCAL" })).toMatchObject([
      { version: 2, command: "LOCAL" },
    ]);
    const none = [1, null, {}, { ...header, family: "IPX" }, { ...header, command: "proxy" }];
    expect(headersIn(...none)).toEqual([]);
  });

  it.each([
    ["another version", { version: 2 }],
    ["no peer", { peer: null }],
    ["a peer that is no text", { peer: 1 }],
    ["a peer that is no address", { peer: "\u001B[31m" }],
    ["headers that are no texts", { rawHeaders: ["a", 1] }],
    ["headers that are no array", { rawHeaders: "ab" }],
    ["a name without a value", { rawHeaders: ["a"] }],
    ["too many headers", { rawHeaders: Array.from({ length: 2002 }, () => "a") }],
    ["names that are no texts", { masked: [1] }],
    ["too many names", { masked: Array.from({ length: 2001 }, () => "a") }],
    ["no list of PROXY headers", { proxyProtocol: {} }],
  ])("takes %s for no answer", (_what, more) => {
    expect(reads(more)).toBeUndefined();
  });

  it.each(["", "1", "[]", "null", "{"])("takes %j for no answer", (text) => {
    expect(readSeen(text)).toBeUndefined();
  });

  it("reads as many headers as a walk does", () => {
    const rawHeaders = Array.from({ length: 2000 }, () => "a");
    expect(reads({ rawHeaders })?.evidence.rawHeaders).toHaveLength(2000);
  });

  it.each(["unix", "invoker"])("knows the peer %s", (peer) => {
    expect(reads({ peer })).toMatchObject({ evidence: { peer } });
  });

  it("knows what was cut, and whether the socket was encrypted, if that is told", () => {
    expect(reads({ truncated: true })).toMatchObject({ evidence: { truncated: true } });
    expect(reads({ truncated: "yes" })).toMatchObject({ evidence: { truncated: false } });
    expect(reads({ encrypted: false })).toMatchObject({ evidence: { encrypted: false } });
    expect(reads({ encrypted: "yes" })?.evidence).not.toHaveProperty("encrypted");
  });

  it("takes plain names of headers alone", () => {
    const masked = ["x-origin", "", " x", "x ", "x\u001B", "X_1"];
    expect(reads({ masked })?.masked).toEqual(["x-origin", "X_1"]);
  });

  it.each([
    ["missing", "missing"],
    ["no-peer", "no-peer"],
    ["a".repeat(20), "a".repeat(20)],
    ["a".repeat(21), "unknown"],
    ["", "unknown"],
    ["Missing", "unknown"],
    ["1missing", "unknown"],
    ["missing1", "unknown"],
    ["\u001B[31m", "unknown"],
    [1, "unknown"],
  ])("reads an answer without a client: %j: %s", (given, status) => {
    expect(reads({ answer: { ip: 1, status: given } })?.own).toEqual({ ip: undefined, status });
  });

  it("knows an answer's client by an address alone", () => {
    const ownOf = (ip: unknown) => reads({ answer: { ip, status: "resolved" } })?.own?.ip;
    expect(ownOf("::FFFF:203.0.113.7")).toBe("203.0.113.7");
    expect(ownOf("\u001B[31m")).toBeUndefined();
    expect(reads({ answer: null })?.own).toBeUndefined();
    expect(reads({ answer: "203.0.113.7" })?.own).toBeUndefined();
  });

  it("knows from where the doctor connected, if that is known", () => {
    expect(readSeen(JSON.stringify(answer), "::ffff:127.0.0.1")?.from).toBe("127.0.0.1");
    expect(readSeen(JSON.stringify(answer))?.from).toBeUndefined();
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => readSeen(text)).not.toThrow();
      }),
    );
  });
});
