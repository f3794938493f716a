import type { Hop } from "@client-ip/core";
import { ClientIpError, createResolver } from "@client-ip/core";
import { describe, expect, it } from "vitest";
import { refusal } from "./ask.ts";

const alb: Hop = { name: "alb", address: "10.0.1.0/24", tells: "x-forwarded-for" };
const gateway: Hop = { name: "gateway", identity: "spiffe://a/gw", tells: "x-forwarded-for" };

describe("section 3: configuration errors in one field", () => {
  it.each([
    ["10.0.0.0/0", "0.0.0.0/0"],
    ["127.0.0.1/8", "127.0.0.0/8"],
    ["10.0.1.7/24", "10.0.1.0/24"],
    ["192.0.2.255/25", "192.0.2.128/25"],
    ["2001:db8::1/32", "2001:db8::/32"],
    ["::1/0", "::/0"],
    ["fe80::1/10", "fe80::/10"],
  ])("configuration: CIDR %s has host bits, the remedy names %s", (address, meant) => {
    const error = refusal({ ...alb, address });
    expect(error.code).toBe("host-bits");
    expect(error.given).toContain(address);
    expect(error.remedy).toContain(meant);
    expect(() => createResolver({ ...alb, address: meant })).not.toThrow();
  });

  it.each([
    ["10.0.0.256", "a part above 255"],
    ["10.0.0", "three parts"],
    ["10.0.0.01", "a leading zero"],
    ["0x0a000005", "hexadecimal"],
    ["10.5", "inet_aton"],
    ["10.0.0.0/33", "a prefix that is too long"],
    ["10.0.0.0/", "no prefix"],
    ["10.0.0.0/-1", "a sign"],
    ["10.0.0.0/8.0", "a fraction"],
    ["10.0.0.0/08", "a leading zero in the prefix"],
    ["::/129", "a prefix that is too long"],
    ["10.0.0.1:80", "a port"],
    ["[::1]", "brackets"],
    ["fe80::1%eth0", "a zone"],
    [" 10.0.0.1", "a blank"],
    ["10.0.0.1, 10.0.0.2", "two in one"],
    ["10.0.0.1-10.0.0.9", "a span"],
    ["", "empty"],
    ["localhost", "a host's name"],
    ["Loopback", "another case"],
    ["constructor", "an inherited name"],
    ["public", "a name that does not exist"],
  ])("configuration: %j is no address (%s)", (address) => {
    expect(["bad-address", "unknown-name"]).toContain(refusal({ ...alb, address }).code);
    expect(["bad-address", "unknown-name"]).toContain(
      refusal({ ...alb, address: ["::1", address] }).code,
    );
  });

  it.each<[string, Record<string, unknown>]>([
    ["an address that is no text", { ...alb, address: 10 }],
    ["no addresses", { ...alb, address: [] }],
    ["null for an address", { ...alb, address: null }],
    ["an identity that is not set", { ...alb, identity: undefined }],
    ["a secret that is not set", { ...alb, secret: undefined }],
    ["a secret whose value is not set", { ...alb, secret: { header: "X", value: undefined } }],
    ["an empty identity", { ...gateway, identity: "" }],
    ["no identities", { ...gateway, identity: [] }],
    ["an identity that is no text", { ...gateway, identity: 1 }],
    ["tells of an unknown kind", { ...alb, tells: "x-real-ip" }],
    ["tells of an inherited name", { ...alb, tells: "constructor" }],
    ["tells in another case", { ...alb, tells: "X-Forwarded-For" }],
    ["tells without a header", { ...alb, tells: {} }],
    ["tells of two kinds", { ...alb, tells: { list: "a", value: "b" } }],
    ["tells that is a list", { ...alb, tells: ["x-forwarded-for"] }],
    ["appends of none", { ...alb, tells: { list: "a", appends: 0 } }],
    ["appends of a fraction", { ...alb, tells: { list: "a", appends: 1.5 } }],
    ["appends that is text", { ...alb, tells: { list: "a", appends: "2" } }],
    ["a format that does not exist", { ...alb, tells: { value: "a", format: "ip-port" } }],
    ["trustedHops of another header", { ...alb, tells: { value: "x-real-ip", trustedHops: 1 } }],
    [
      "negative trustedHops",
      { ...alb, tells: { value: "x-envoy-external-address", trustedHops: -1 } },
    ],
    [
      "trustedHops of a fraction",
      { ...alb, tells: { value: "x-envoy-external-address", trustedHops: 0.5 } },
    ],
    ["an unknown xfcc", { ...alb, xfcc: "first" }],
    ["xfcc as a flag", { ...alb, xfcc: true }],
    ["repeat as text", { ...alb, repeat: "yes" }],
    ["required as a number", { ...alb, required: 1 }],
    ["shared as text", { ...alb, shared: "true" }],
    ["a name that is no text", { ...alb, name: 1 }],
  ])("configuration: %s", (_why, hop) => {
    expect(refusal([hop])).toBeInstanceOf(ClientIpError);
  });
});
