import type { Hop } from "@client-ip/core";
import { describe, expect, it } from "vitest";
import { ask } from "./ask.ts";

const CLIENT = "203.0.113.7";
const GATEWAY = "spiffe://cluster.local/ns/istio-system/sa/gateway";
const POD = "spiffe://cluster.local/ns/default/sa/pod";
const HASH = `Hash=${"0123456789abcdef".repeat(4)}`;
const BY = "By=spiffe://cluster.local/ns/default/sa/app";
const genuine = `${BY};${HASH};Subject="";URI=${GATEWAY}`;
const attacker = `${BY};${HASH};Subject="";URI=${POD}`;

const gateway: Hop = { name: "gateway", identity: GATEWAY, tells: "x-forwarded-for" };
const sidecar = (xfcc: "last" | "only"): Hop => ({
  name: "sidecar",
  address: ["127.0.0.6", "::6"],
  tells: "nothing",
  xfcc,
});
const from = (xfcc: "last" | "only", header: string | string[] | undefined) =>
  ask([gateway, sidecar(xfcc)], "127.0.0.6", {
    "X-Forwarded-For": CLIENT,
    ...(header === undefined ? {} : { "X-Forwarded-Client-Cert": header }),
  });
const unresolved = (status: string) => ({ ip: undefined, status, via: ["sidecar"] });
const proven = {
  ip: CLIENT,
  status: "resolved",
  proof: "identity",
  identity: GATEWAY,
  source: "x-forwarded-for",
  via: ["gateway", "sidecar"],
  warnings: [],
};

/** The gateway's element, with things in its subject that look like the beginning of one. */
const withCandidates = (inside: number) =>
  `${HASH};Subject="${",By=x".repeat(inside)}";URI=${GATEWAY}`;

const long = (size: number) => `${HASH};Cert="${"c".repeat(size)}";URI=${GATEWAY}`;

describe("rule 10: one complete element by a strict grammar", () => {
  it.each([
    // [element, why the row exists]
    [`${HASH};URI=${GATEWAY}`, "By is optional"],
    [`${BY};${HASH};URI=${GATEWAY}`, "with By"],
    [`${BY};${HASH};Cert="-----BEGIN%20CERTIFICATE";URI=${GATEWAY}`, "with Cert"],
    [`${BY};${HASH};Cert="a";Chain="b";URI=${GATEWAY}`, "with Cert and Chain"],
    [`${HASH};Chain="b";URI=${GATEWAY}`, "with Chain alone"],
    [`${HASH};Subject="";URI=${GATEWAY}`, "an empty subject"],
    [`${HASH};Subject="CN=gateway,O=mesh";URI=${GATEWAY}`, "a comma in quotes"],
    [`${HASH};Subject="CN=a\\"b\\\\,;URI=${POD}";URI=${GATEWAY}`, "escaped quotes and backslashes"],
    [`${HASH};Subject="";URI=${GATEWAY};DNS=gw.example`, "with DNS"],
    [`${HASH};Subject="";URI=${GATEWAY};DNS=gw.example;DNS=gw2.example`, "with several"],
    [genuine, "as Envoy writes it"],
  ])("%s is one (%s)", (element) => {
    expect(from("last", element)).toMatchObject(proven);
    expect(from("only", element)).toMatchObject(proven);
  });

  it.each([
    // [element, why it is none]
    ["", "empty"],
    ["junk", "no pair"],
    [`URI=${GATEWAY}`, "no Hash"],
    [`${BY};URI=${GATEWAY}`, "no Hash behind By"],
    [`Hash=aa;URI=${GATEWAY}`, "a Hash that is too short"],
    [`${HASH}0;URI=${GATEWAY}`, "a Hash that is too long"],
    [`Hash=${"g".repeat(64)};URI=${GATEWAY}`, "a Hash that is not hexadecimal"],
    [`URI=${GATEWAY};${HASH}`, "URI before Hash"],
    [`${HASH};URI=${GATEWAY};Subject=""`, "Subject behind URI"],
    [`${HASH};DNS=a;URI=${GATEWAY}`, "DNS before URI"],
    [`${HASH};Chain="b";Cert="a";URI=${GATEWAY}`, "Chain before Cert"],
    [`${HASH};${BY};URI=${GATEWAY}`, "By behind Hash"],
    [`${HASH};Subject="open;URI=${GATEWAY}`, "an open quote"],
    [`${HASH};Subject="a"b";URI=${GATEWAY}`, "a quote too many"],
    [`${HASH};Subject=CN;URI=${GATEWAY}`, "an unquoted subject"],
    [`${HASH};URI="${GATEWAY}"`, "a quoted URI"],
    [`${HASH};URI=${GATEWAY} `.concat("x"), "white space in an unquoted value"],
    [`${HASH};URI=${GATEWAY}\tx`, "a tab in an unquoted value"],
    [`${HASH};URI=${GATEWAY};Foo=bar`, "an unknown key"],
    [`${HASH};URI=${GATEWAY};`, "a semicolon at the end"],
    [`${HASH};;URI=${GATEWAY}`, "an empty pair"],
    [`${HASH}; URI=${GATEWAY}`, "a blank behind a semicolon"],
    [`x${HASH};URI=${GATEWAY}`, "something in front"],
    [`${HASH};URI=${GATEWAY},`, "an empty element at the end"],
    [`${genuine},junk`, "an element at the end that is none"],
  ])("%s is none: malformed, not `another hop` (%s)", (element) => {
    expect(from("last", element)).toMatchObject(unresolved("malformed"));
    expect(from("only", element)).toMatchObject(unresolved("malformed"));
  });

  it("an absent header names nobody", () => {
    expect(from("last", undefined)).toMatchObject(unresolved("hidden"));
    expect(from("only", undefined)).toMatchObject(unresolved("hidden"));
  });

  it("no URI names nobody", () => {
    for (const element of [HASH, `${HASH};URI=`, `${HASH};Subject="";URI=;DNS=gw.example`]) {
      expect(from("last", element)).toMatchObject(unresolved("hidden"));
      expect(from("only", element)).toMatchObject(unresolved("hidden"));
    }
  });

  it("two URIs are ambiguous, even if one is the gateway's", () => {
    for (const uris of [
      `URI=${GATEWAY};URI=${POD}`,
      `URI=${POD};URI=${GATEWAY}`,
      `URI=${POD};URI=${POD}x`,
    ]) {
      expect(from("last", `${HASH};${uris}`)).toMatchObject(unresolved("ambiguous"));
      expect(from("only", `${HASH};${uris}`)).toMatchObject(unresolved("ambiguous"));
    }
  });

  it("another identity is another hop", () => {
    for (const uri of [POD, `${GATEWAY}2`, GATEWAY.slice(0, -1), GATEWAY.toUpperCase()]) {
      expect(from("only", `${HASH};URI=${uri}`)).toMatchObject(unresolved("hidden"));
    }
  });

  it("any of several identities will do", () => {
    const path: Hop[] = [{ ...gateway, identity: [POD, GATEWAY] }, sidecar("only")];
    for (const identity of [POD, GATEWAY]) {
      expect(
        ask(path, "127.0.0.6", {
          "X-Forwarded-For": CLIENT,
          "X-Forwarded-Client-Cert": `${HASH};URI=${identity}`,
        }),
      ).toMatchObject({ ip: CLIENT, identity });
    }
  });
});

describe("rule 10: 'last' takes the shortest suffix, anchored at the end", () => {
  it.each([
    // [header, why the row exists]
    [`${attacker},${genuine}`, "the element that the sidecar appended"],
    [`${attacker} , \t${genuine}`, "blanks behind the comma"],
    [`junk,,,${genuine}`, "junk in front"],
    [`Hash=aa;URI=${POD};Subject="open,${genuine}`, "an unterminated quote in front"],
    [`Hash=aa;URI=${POD};Subject="a\\,${genuine}`, "a backslash in front"],
    [`${"x".repeat(20_000)},${genuine}`, "padding in front"],
    [`${BY};${HASH};Subject="a,${HASH};URI=${POD},b";URI=${GATEWAY}`, "an element in a subject"],
  ])("%s is the gateway (%s)", (header) => {
    expect(from("last", header)).toMatchObject(proven);
    expect(from("only", `${header},${attacker}`)).not.toMatchObject({ ip: CLIENT });
  });

  it.each([
    // [header that names the gateway where it must not be read, why]
    [`${genuine},${attacker}`, "a forged element in front"],
    [`Hash=aa;URI=${GATEWAY};Subject="open,${attacker}`, "an unterminated quote in front"],
    [`${HASH};URI=${GATEWAY};Subject="open,${BY};${HASH};Subject="";URI=${POD}`, "a closed one"],
    [`${genuine};Subject="a\\,${attacker}`, "a backslash in front"],
    [
      `${BY};${HASH};Subject=",${HASH};URI=${GATEWAY},";URI=${POD}`,
      "the gateway's element in a subject",
    ],
  ])("%s is the attacker's own (%s)", (header) => {
    expect(from("last", header)).toMatchObject(unresolved("hidden"));
  });

  it("'last' reads the last line, however many there are", () => {
    expect(from("last", [attacker, genuine])).toMatchObject(proven);
    expect(from("last", ["junk", genuine])).toMatchObject(proven);
    expect(from("last", [genuine, attacker])).toMatchObject(unresolved("hidden"));
    expect(from("last", [genuine, "junk"])).toMatchObject(unresolved("malformed"));
    expect(from("last", [genuine, ""])).toMatchObject(unresolved("malformed"));
    // In the joined string the last line's quote would close the first one's.
    expect(from("last", [`${HASH};URI=${GATEWAY};Subject="`, `";${attacker}`])).toMatchObject(
      unresolved("malformed"),
    );
  });

  it("'only' needs exactly one line that is one element", () => {
    expect(from("only", [genuine, genuine])).toMatchObject(unresolved("malformed"));
    expect(from("only", [attacker, genuine])).toMatchObject(unresolved("malformed"));
    expect(from("only", ["", genuine])).toMatchObject(unresolved("malformed"));
    expect(from("only", `${attacker},${genuine}`)).toMatchObject(unresolved("malformed"));
    expect(from("only", `,${genuine}`)).toMatchObject(unresolved("malformed"));
    expect(from("only", `junk,${genuine}`)).toMatchObject(unresolved("malformed"));
    expect(from("only", genuine)).toMatchObject(proven);
  });

  it("a candidate begins behind a comma, not in the middle of a value", () => {
    expect(from("last", `junk;${genuine}`)).toMatchObject(unresolved("malformed"));
    expect(from("last", `junk ${genuine}`)).toMatchObject(unresolved("malformed"));
    expect(from("last", `junk,x${genuine}`)).toMatchObject(unresolved("malformed"));
  });
});

describe("rule 10: bounds", () => {
  it("at most 8 candidates are tried", () => {
    expect(from("last", withCandidates(7))).toMatchObject(proven);
    expect(from("last", `junk,${withCandidates(7)}`)).toMatchObject(proven);
    expect(from("last", withCandidates(8))).toMatchObject(unresolved("malformed"));
    expect(from("last", `junk,${withCandidates(8)}`)).toMatchObject(unresolved("malformed"));
  });

  it("commas that begin nothing are no candidates", () => {
    expect(from("last", `${HASH};Subject="${",a".repeat(100)}";URI=${GATEWAY}`)).toMatchObject(
      proven,
    );
  });

  it("at most 8 blanks are passed over behind a comma; Envoy writes none", () => {
    expect(from("last", `junk,${" ".repeat(8)}${genuine}`)).toMatchObject(proven);
    expect(from("last", `junk,${" ".repeat(9)}${genuine}`)).toMatchObject(unresolved("malformed"));
  });

  it("at most 8 KiB are scanned", () => {
    expect(from("last", long(7_900))).toMatchObject(proven);
    expect(from("last", long(8_200))).toMatchObject(unresolved("malformed"));
    expect(from("only", long(7_900))).toMatchObject(proven);
    expect(from("only", long(8_200))).toMatchObject(unresolved("malformed"));
    expect(from("last", `junk,${long(7_900)}`)).toMatchObject(proven);
    expect(from("last", `junk,${long(8_200)}`)).toMatchObject(unresolved("malformed"));
  });

  it("64 KiB of commas are refused at once", () => {
    expect(from("last", ",".repeat(65_536))).toMatchObject(unresolved("malformed"));
    expect(from("last", ",By=".repeat(16_384))).toMatchObject(unresolved("malformed"));
    expect(from("last", `"${",Hash=".repeat(10_000)}`)).toMatchObject(unresolved("malformed"));
    expect(from("last", `${",By=".repeat(16_384)},${genuine}`)).toMatchObject(proven);
  });
});

describe("rule 10: believed only when the hop that writes it was recognized", () => {
  it("a peer that is not the sidecar proves nothing with it", () => {
    const lines = { "X-Forwarded-For": "6.6.6.6", "X-Forwarded-Client-Cert": genuine };
    expect(ask([gateway, sidecar("last")], "10.244.0.77", lines)).toMatchObject({
      ip: "10.244.0.77",
      via: [],
      proof: "none",
      identity: undefined,
    });
    expect(ask([gateway, sidecar("last")], "127.0.0.6", lines)).toMatchObject({ ip: "6.6.6.6" });
  });

  it("a header with underscores is another header", () => {
    expect(
      ask([gateway, sidecar("last")], "127.0.0.6", {
        "X-Forwarded-For": "6.6.6.6",
        x_forwarded_client_cert: genuine,
      }),
    ).toMatchObject(unresolved("hidden"));
  });

  it("a proof is for the next outer hop and is then spent", () => {
    const path: Hop[] = [
      { ...gateway, address: "10.0.0.9" },
      { ...gateway, name: "inner" },
      sidecar("only"),
    ];
    expect(() => ask(path, "127.0.0.6")).toThrow(/carrier/);
  });

  it("under TPROXY the sidecar keeps the address, and the hop outside has one of its own", () => {
    const path: Hop[] = [
      { ...gateway, address: "10.244.0.5" },
      { name: "sidecar", tells: "source-address", xfcc: "last" },
    ];
    const at = (peer: string, header?: string) =>
      ask(path, peer, {
        "X-Forwarded-For": CLIENT,
        ...(header === undefined ? {} : { "X-Forwarded-Client-Cert": header }),
      });
    expect(at("10.244.0.5", genuine)).toMatchObject(proven);
    expect(at("10.244.0.5", attacker)).toMatchObject({ ip: undefined, status: "unproven" });
    expect(at("10.244.0.5")).toMatchObject({ ip: undefined, status: "unproven" });
    expect(at("10.244.0.5", "junk")).toMatchObject({ ip: undefined, status: "malformed" });
    // Rule 1: the address is checked first, so a stranger's header is not read.
    expect(at("10.244.0.77", genuine)).toMatchObject({ ip: "10.244.0.77", proof: "none" });
    expect(at("10.244.0.77", "junk")).toMatchObject({ ip: "10.244.0.77", proof: "none" });
  });

  it("a sidecar may tell something itself: its peer is proven by the certificate too", () => {
    const path: Hop[] = [
      { ...gateway, address: "10.244.0.5" },
      { name: "sidecar", address: "127.0.0.1", tells: "x-forwarded-for", xfcc: "only" },
    ];
    const lines = (header: string) => ({
      "X-Forwarded-For": `${CLIENT}, 10.244.0.5`,
      "X-Forwarded-Client-Cert": header,
    });
    // The sidecar's own address is the weakest that was used.
    expect(ask(path, "127.0.0.1", lines(genuine))).toMatchObject({ ip: CLIENT, proof: "address" });
    expect(ask(path, "127.0.0.1", lines(attacker))).toMatchObject({ status: "unproven" });
  });
});
