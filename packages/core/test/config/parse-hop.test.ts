import { describe, expect, it } from "vitest";
import { refusal } from "../support/ask.ts";
import type { Config, Hop } from "../../src/config/hop.ts";
import { LiveAddresses } from "../../src/address/live-addresses.ts";
import { parseHop } from "../../src/config/parse-hop.ts";
import { createResolver } from "../../src/create-resolver.ts";

const hop: Hop = { name: "lb", address: "10.0.0.1", tells: "x-forwarded-for" };
const having = (fields: Readonly<Record<string, unknown>>): unknown => ({ ...hop, ...fields });
const telling = (tells: unknown): unknown => having({ tells });
const EXTERNAL = "x-envoy-external-address";

const LIST = { kind: "list", appends: 1, format: undefined, oneLine: false };
const FORWARDED = { kind: "forwarded", unquoted: false, hostChecked: false, ownLine: false };

/** What a hop with these fields is called. */
const named = (fields: object): string => parseHop({ tells: "forwarded", ...fields }).name;

describe("a field that is right", () => {
  it.each<[unknown, string]>([
    [having({ repeat: true, required: true, shared: true, anyCustomer: true }), "flags"],
    [
      having({ repeat: false, required: false, shared: false, anyCustomer: false }),
      "flags that say no",
    ],
    [telling({ list: "X-List" }), "a list"],
    [telling({ list: "x-list", appends: 1 }), "the least that is appended"],
    [telling({ list: "x-list", appends: 8 }), "the most that is appended"],
    [telling({ list: "x-forwarded-for", appends: 2 }), "X-Forwarded-For with two elements a hop"],
    [telling({ value: "x-real-ip", format: "ip" }), "a format"],
    [telling({ value: "x-real-ip", format: "ip:port" }), "the other format"],
    [telling({ value: "!#$%&'*+-.^_`|~09azAZ" }), "every character of a token (RFC 9110 5.6.2)"],
    [telling({ value: EXTERNAL, trustedHops: 0 }), "no trusted hops"],
    [telling({ value: EXTERNAL, trustedHops: 31 }), "the most trusted hops"],
    [having({ identity: "spiffe://a/b" }), "a SPIFFE ID"],
    [having({ identity: ["A+1.-:b", "urn:x"] }), "any URI"],
    [having({ secret: { header: "X-S", value: "a" } }), "a secret of one character"],
    [having({ secret: { header: "X-S", value: ["a b~", "!"] } }), "blanks within"],
    [having({ secret: { header: "X-S", value: "undefined2" } }), "a word that begins so"],
  ])("%j: %s", (config) => {
    expect(() => createResolver(config as Config)).not.toThrow();
  });

  it("is read to what it means, and left out to what that means", () => {
    expect(parseHop({ address: "10.0.0.1", tells: "forwarded" })).toMatchObject({
      identity: undefined,
      secret: undefined,
      xfcc: undefined,
      tells: { kind: "forwarded" },
      repeat: false,
      required: false,
      shared: false,
      anyCustomer: false,
    });
    expect(parseHop({ tells: "nothing" }).address).toBeUndefined();
    expect(parseHop({ ...hop, shared: true })).toMatchObject({ shared: true, anyCustomer: false });
    expect(parseHop({ ...hop, anyCustomer: true })).toMatchObject({ shared: true });
    const flags = { repeat: true, required: true, shared: true, anyCustomer: true };
    expect(parseHop({ ...hop, ...flags })).toMatchObject(flags);
    expect(parseHop({ ...hop, xfcc: "only" }).xfcc).toBe("only");
    expect(parseHop({ ...hop, identity: "a:b" }).identity).toEqual(["a:b"]);
    expect(parseHop({ ...hop, secret: { header: "X-S", value: "a" } }).secret).toEqual({
      header: "x-s",
      values: ["a"],
    });
  });

  it.each<[unknown, object]>([
    ["x-forwarded-for", { ...LIST, header: "x-forwarded-for" }],
    [
      { list: "X-List", format: "ip:port" },
      { ...LIST, header: "x-list", format: "ip:port" },
    ],
    [{ list: "Forwarded" }, FORWARDED],
    [
      { list: "forwarded", unquoted: true },
      { ...FORWARDED, unquoted: true },
    ],
    [
      { list: "forwarded", hostChecked: true },
      { ...FORWARDED, hostChecked: true },
    ],
    [
      { list: "forwarded", ownLine: true },
      { ...FORWARDED, ownLine: true },
    ],
    ["forwarded", FORWARDED],
    ["proxy-protocol", { kind: "proxy-protocol" }],
    ["source-address", { kind: "source-address" }],
    ["nothing", { kind: "nothing" }],
    [
      { list: "X-Two", appends: 2 },
      { ...LIST, header: "x-two", appends: 2 },
    ],
    [{ list: "X-One" }, { ...LIST, header: "x-one" }],
    [
      { list: "X-One", oneLine: true },
      { ...LIST, header: "x-one", oneLine: true },
    ],
    [{ value: "X-Real-IP" }, { kind: "value", header: "x-real-ip", format: undefined }],
    [
      { value: "a", format: "ip" },
      { kind: "value", header: "a", format: "ip" },
    ],
    [
      { value: "X-Envoy-External-Address" },
      { kind: "external-address", header: "x-envoy-external-address", trustedHops: 0 },
    ],
    [
      { value: EXTERNAL, trustedHops: 3 },
      { kind: "external-address", header: "x-envoy-external-address", trustedHops: 3 },
    ],
  ])("tells: %j is read as %j", (tells, expected) => {
    expect(parseHop({ ...hop, tells }).tells).toEqual(expected);
  });

  it("without a name the hop is called by who it is", () => {
    expect(named({ name: "edge", address: "10.0.0.1" })).toBe("edge");
    expect(named({ address: "10.0.0.1" })).toBe("10.0.0.1");
    expect(named({ address: ["10.0.0.1", "unix"] })).toBe("10.0.0.1,unix");
    expect(
      named({ address: [new LiveAddresses({ name: "cdn", prefixes: ["::1"] }), "unix"] }),
    ).toBe("cdn,unix");
    expect(named({ identity: ["a:b", "c:d"] })).toBe("a:b,c:d");
    expect(named({ address: "10.0.0.1", identity: "a:b" })).toBe("10.0.0.1");
    expect(named({ secret: { header: "X-S", value: "hunter2" } })).toBe("secret");
    expect(named({})).toBe("forwarded");
    expect(named({ tells: { value: "x-real-ip" } })).toBe("hop");
  });
});

it("the first of two unknown fields is named", () => {
  expect(refusal({ ...hop, adress: "x", nmae: "y" }).given).toBe('the field "adress" of a hop');
});
