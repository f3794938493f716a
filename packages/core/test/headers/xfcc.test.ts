import { describe, expect, it } from "vitest";
import { ask } from "../support/ask.ts";
import type { CertificateSubject } from "../../src/headers/xfcc.ts";
import type { Hop } from "../../src/index.ts";
import {
  BY,
  CLIENT,
  from,
  fromGateway,
  gateway,
  GATEWAY,
  HASH,
  HEX,
  POD,
  proven,
  read,
  sidecar,
  unresolved,
} from "../support/xfcc.ts";

describe("xfcc-grammar: one complete element", () => {
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
    [fromGateway, "as Envoy writes it"],
    [`${BY};By=https://app.example;${fromGateway}`, "a By for each URI SAN of Envoy's certificate"],
    [`By=;By=;${HASH};URI=${GATEWAY}`, "several empty ones"],
  ])("the element %s is complete (%s)", (element) => {
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
    [`${fromGateway},junk`, "an element at the end that is none"],
  ])("the element %s is malformed, not `another hop` (%s)", (element) => {
    expect(from("last", element)).toMatchObject(unresolved("malformed"));
    expect(from("only", element)).toMatchObject(unresolved("malformed"));
  });

  it("an absent header names no peer", () => {
    expect(from("last", undefined)).toMatchObject(unresolved("hidden"));
    expect(from("only", undefined)).toMatchObject(unresolved("hidden"));
  });

  it("one-identity: an element without a URI names no peer", () => {
    for (const element of [HASH, `${HASH};URI=`, `${HASH};Subject="";URI=;DNS=gw.example`]) {
      expect(from("last", element)).toMatchObject(unresolved("hidden"));
      expect(from("only", element)).toMatchObject(unresolved("hidden"));
    }
  });

  it("one-identity: two URIs are ambiguous, even if one is the gateway's", () => {
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

  it("each of several identities is the hop's", () => {
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

describe("xfcc-grammar: what an element names", () => {
  it.each<[string, CertificateSubject, string]>([
    [`By=;Hash=${HEX};URI=a:b`, { uri: "a:b" }, "By may be empty"],
    [`Hash=${HEX};URI=`, "none", "URI may be empty"],
    [`Hash=${HEX};URI=a:b;DNS=`, { uri: "a:b" }, "DNS may be empty"],
    [`Hash=${HEX}`, "none", "Hash alone is complete"],
    [` \tHash=${HEX};URI=a:b`, { uri: "a:b" }, "blanks stand in front of it"],
    [` Hash=${HEX.slice(1)};URI=a:b`, "malformed", "blanks mend nothing"],
    [`,Hash=${HEX};URI=a:b`, { uri: "a:b" }, "a comma stands in front of it"],
    [`,xHash=${HEX};URI=a:b`, "malformed", "something stands between the comma and it"],
    [`Hash=${HEX};URI=a:b `, "malformed", "a blank behind it is no part of it"],
  ])("%s names %j: %s", (text, named) => {
    expect(read("last", text)).toEqual(named);
    expect(read("last", `x,${text}`)).toEqual(named);
  });
});
