import * as presets from "@client-ip/presets";
import { describe, expect, it } from "vitest";
import * as adapter from "../src/adapter.ts";
import * as main from "../src/index.ts";
import * as proxyProtocol from "../src/proxy-protocol.ts";

const namesOf = (entry: object): readonly string[] => Object.keys(entry).toSorted();

describe("the exports of @client-ip/node", () => {
  it("are what an application needs, and the presets", () => {
    expect(namesOf(main)).toEqual(
      [
        "ClientIpError",
        "LiveAddresses",
        "anonymize",
        "asTrustProxy",
        "clientIp",
        "clientIpInfoOf",
        "clientIpOf",
        "createResolver",
        "definePath",
        "diagnostics",
        "explainClientIp",
        "keepFresh",
        "liveAddresses",
        "oneOf",
        "originalHeaders",
        "rateLimitKey",
        "sealRequests",
        ...Object.keys(presets),
      ].toSorted(),
    );
  });

  it("for adapters, at /adapter, are what a framework's own shape is made of", () => {
    expect(namesOf(adapter)).toEqual([
      "RouterPlaces",
      "atResponse",
      "bindResolver",
      "comparisonOf",
      "defineClientIp",
      "evidenceOf",
      "gateOf",
      "isBound",
      "placeOf",
      "placeOfHandler",
      "refuseCaller",
      "rejectRequest",
      "rejectionOf",
      "requestFor",
      "resolverOf",
      "sealWebHeaders",
      "shareClass",
      "wrongFramework",
    ]);
  });

  it("for PROXY protocol, at /proxy-protocol, receive and send its headers", () => {
    expect(namesOf(proxyProtocol)).toEqual([
      "ProxyAcceptError",
      "ProxyProtocolError",
      "acceptProxyProtocol",
      "connectTlsWithProxyHeader",
      "connectWithProxyHeader",
      "proxyHeaderHint",
      "proxyHeadersOf",
      "proxyProtocolAgent",
      "proxyProtocolConnector",
      "proxyProtocolSecureAgent",
    ]);
  });
});
