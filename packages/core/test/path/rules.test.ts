import { describe, expect, it } from "vitest";
import { refusal } from "../support/ask.ts";
import type { Config, Hop, Path } from "../../src/index.ts";
import { createResolver } from "../../src/index.ts";

const tells = "x-forwarded-for" as const;
const GATEWAY = "spiffe://a/gateway";
const secret = { header: "x-secret", value: "s3cret" };
const lb: Hop = { name: "lb", address: "10.0.1.1", tells };
const nlb: Hop = { name: "nlb", address: "10.0.2.1", tells: "proxy-protocol" };
const keeps: Hop = { name: "keeps", tells: "source-address" };
const sidecar: Hop = { name: "sidecar", address: "127.0.0.6", tells: "nothing", xfcc: "last" };
const gateway: Hop = { name: "gateway", identity: GATEWAY, tells };
const value: Hop = { name: "value", address: "10.0.3.1", tells: { value: "x-real-ip" } };
const rfc: Hop = { name: "rfc", address: "10.0.4.1", tells: "forwarded" };
const envoy: Hop = {
  name: "envoy",
  address: "10.0.5.1",
  tells: { value: "x-envoy-external-address", trustedHops: 1 },
};
const envoy0: Hop = { ...envoy, tells: { value: "x-envoy-external-address" } };
const range: Hop = { name: "range", address: "10.9.0.0/16", tells, repeat: true };
const twoLists: Hop = { name: "two", address: "10.0.6.1", tells: { list: "x-real-ip" } };

describe("a path that breaks a rule", () => {
  // A row: the path, the code, what was given, and a part of what was expected.
  it.each<[Path, string, string, string]>([
    [[{ name: "x", tells }], "no-who", 'a hop that any client could be ("x")', "WHO"],
    [
      [{ ...keeps, address: "any" }],
      "source-address-with-who",
      'hop with address, identity or secret ("keeps")',
      "no address",
    ],
    [
      [{ ...keeps, identity: "a:b" }],
      "source-address-with-who",
      "a source-address hop",
      "no address",
    ],
    [[{ ...keeps, secret }], "source-address-with-who", "a source-address hop", "no address"],
    [
      [{ name: "nlb", secret, tells: "proxy-protocol" }],
      "proxy-without-address",
      'a PROXY hop that is not known by its address alone ("nlb")',
      "neither identity nor secret",
    ],
    [[{ ...nlb, secret }], "proxy-without-address", "a PROXY hop", "neither identity nor secret"],
    [[{ ...nlb, identity: GATEWAY }], "proxy-without-address", "a PROXY hop", "neither identity"],
    [[gateway, lb], "identity-without-carrier", 'no evidence can prove ("gateway")', "xfcc"],
    [
      [sidecar, lb],
      "xfcc-not-innermost",
      'an xfcc hop that is not innermost ("sidecar")',
      "last hop",
    ],
    [[{ ...keeps, xfcc: "only" }, lb], "xfcc-not-innermost", "not innermost", "last hop"],
    [
      [{ ...lb, address: "127.0.0.6" }, lb],
      "sidecar-not-innermost",
      '127.0.0.6 in a hop that is not last ("lb")',
      "last",
    ],
    [[{ ...lb, address: ["10.0.0.1", "::6"] }, lb], "sidecar-not-innermost", "127.0.0.6", "::6"],
    [[{ ...lb, secret, address: "::6" }, keeps], "sidecar-not-innermost", "127.0.0.6", "::6"],
    [
      [{ ...sidecar, address: "any" }],
      "xfcc-without-address",
      'xfcc from a hop that any client could be ("sidecar")',
      "a selective address of the hop",
    ],
    [
      [{ ...sidecar, address: ["10.0.0.1", "::/0"] }],
      "xfcc-without-address",
      "any client",
      "selective",
    ],
    [
      [{ name: "s", secret, tells, xfcc: "last" }],
      "xfcc-without-address",
      "any client",
      "selective",
    ],
    [
      [gateway, { ...keeps, xfcc: "last" }],
      "xfcc-without-address",
      'xfcc from a sidecar that keeps the source address, about a hop without an address ("keeps")',
      "the next outer hop",
    ],
    [
      [{ ...gateway, address: "any" }, keeps, { ...keeps, xfcc: "last" }],
      "xfcc-without-address",
      "about a hop without an address",
      "the next outer hop",
    ],
    [[{ ...value, repeat: true }], "repeat-without-list", 'tells no list ("value")', "{ list }"],
    [[{ ...nlb, repeat: true }], "repeat-without-list", "tells no list", "'forwarded'"],
    [[{ ...lb, tells: "nothing", repeat: true }], "repeat-without-list", "no list", "{ list }"],
    [[{ ...range, identity: GATEWAY }], "repeat-with-proof", 'secret or xfcc ("range")', "alone"],
    [[{ ...range, secret }], "repeat-with-proof", "repeat with identity", "an address alone"],
    [[{ ...range, xfcc: "last" }], "repeat-with-proof", "repeat with identity", "an address alone"],
    [
      [{ ...range, address: "any" }],
      "repeat-any",
      'a range that holds all addresses ("range")',
      "own",
    ],
    [[{ ...range, address: ["10.0.0.1", "::/0"] }], "repeat-any", "holds all addresses", "ranges"],
    [[{ name: "x", secret, tells }, range], "repeat-swallows-next", "a repeat range", "tell"],
    [[{ ...lb, address: "any" }, range], "repeat-swallows-next", "a repeat range", "tell"],
    [
      [{ ...lb, address: "10.9.1.1" }, range],
      "repeat-swallows-next",
      'a repeat range that can hold the next outer hop ("range")',
      "tell the hops apart",
    ],
    [
      [{ ...lb, address: "10.9.1.1" }, keeps, range],
      "repeat-swallows-next",
      "a repeat range",
      "tell",
    ],
    [[nlb, lb], "proxy-outside-header", 'ended at "lb", sent by ("nlb")', "between"],
    [[nlb, lb, { ...lb, name: "lb2" }], "proxy-outside-header", 'ended at "lb"', "between"],
    [[nlb, keeps, value], "proxy-outside-header", 'ended at "value", sent by', "between"],
    [[nlb, rfc], "proxy-outside-header", 'ended at "rfc"', "between"],
    [[nlb, envoy0], "proxy-outside-header", 'ended at "envoy"', "between"],
    [
      [lb, value],
      "list-outside-value",
      'a list hop outside a hop that tells by a value or Forwarded ("lb")',
      "the list for both",
    ],
    [[lb, keeps, rfc], "list-outside-value", "a list hop outside", "the list for both"],
    [[lb, envoy0], "list-outside-value", "a list hop outside", "the list for both"],
    [[twoLists, value], "list-outside-value", "a list hop outside", "the list for both"],
    [
      [keeps, envoy],
      "trusted-hops-not-outermost",
      'x-envoy-external-address with trustedHops inside another hop ("envoy")',
      "outermost",
    ],
    [
      [envoy, lb],
      "list-inside-external-address",
      'a list hop inside x-envoy-external-address ("envoy")',
      "a chain",
    ],
    [[envoy0, keeps, lb], "list-inside-external-address", "a list hop inside", "a chain"],
    [
      [value, value],
      "header-read-twice",
      'one single-value header for two hops ("value")',
      "one hop",
    ],
    [[value, keeps, value], "header-read-twice", "one single-value header", "one hop"],
    [[envoy0, envoy0], "header-read-twice", "one single-value header", "one hop"],
    [[value, twoLists], "header-read-twice", "one single-value header", "one hop"],
  ])("refuses %j as %s", (path, code, given, expected) => {
    const error = refusal(path);
    expect(error.code).toBe(code);
    expect(error.given).toContain(given);
    expect(error.expected).toContain(expected);
    expect(error.remedy).toMatch(/\.$/);
  });

  it("too-many-hops: says how many there are, and how many there may be", () => {
    const path = Array.from({ length: 33 }, (_, index) => ({ ...lb, address: `10.0.8.${index}` }));
    const error = refusal(path);
    expect([error.code, error.given]).toEqual(["too-many-hops", "33 hops"]);
    expect(error.expected).toBe("at most 32");
    expect(() => createResolver(path.slice(1))).not.toThrow();
  });
});

describe("a path beside a rule breaks none", () => {
  it.each<[Config, string]>([
    [{ name: "x", identity: GATEWAY, tells }, "an identity is WHO"],
    [{ name: "x", secret, tells }, "a secret is WHO"],
    [[gateway, nlb], "PROXY passes TLS through"],
    [{ ...lb, address: ["127.0.0.6", "::6"] }, "a sidecar that is innermost, without xfcc"],
    [[{ ...lb, address: "127.0.0.0/8" }, lb], "a range around the sidecar's address"],
    [
      [
        { ...gateway, address: "10.0.0.1" },
        { ...keeps, xfcc: "last" },
      ],
      "a gateway with its address",
    ],
    [[lb, { ...keeps, xfcc: "last" }], "a sidecar whose proof no hop needs"],
    [[{ ...keeps, xfcc: "last" }], "such a sidecar alone"],
    [{ ...rfc, repeat: true }, "Forwarded is a list"],
    [{ ...twoLists, repeat: true }, "so is any list header"],
    [[lb, range], "an outer hop beside the range"],
    [[range, lb], "a hop inside of the range: it is not the next outer one"],
    [[{ ...lb, address: "10.9.1.1" }, lb, range], "a further hop in the range, not the next one"],
    [[lb, { ...lb, address: "10.0.1.2" }, nlb], "PROXY inside of header hops"],
    [[nlb, { ...lb, tells: "nothing" }], "PROXY outside of a hop that reads no header"],
    [[value, lb], "a value outside of a list"],
    [[rfc, lb], "Forwarded outside of a list"],
    [[lb, { ...twoLists, tells: { list: "x-other" } }], "a list outside of another list"],
    [envoy, "trustedHops on the outermost hop"],
    [[envoy, keeps], "trustedHops outside of a hop that keeps the source address"],
    [[keeps, envoy0], "no trustedHops, inside another hop"],
    [[lb, { ...lb, tells: "nothing" }], "a list outside of a hop that hides"],
    [[value, { ...value, tells: { value: "x-other" } }], "two values in two headers"],
    [[value, { ...twoLists, tells: { list: "x-other" } }], "a value and another list"],
    [[value, envoy0], "a value and Envoy's"],
    [[envoy0, value], "Envoy's and a value"],
    [[rfc, { ...rfc, address: "10.0.4.2" }], "Forwarded twice"],
  ])("accepts %j: %s", (config) => {
    expect(() => createResolver(config)).not.toThrow();
  });
});
