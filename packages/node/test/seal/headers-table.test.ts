import { ADDRESS_HEADERS } from "@client-ip/core/internal";
import { describe, expect, it } from "vitest";
import { BELIEVED_HEADERS } from "../../src/seal/headers-table.ts";

/** Each header that a seal removes, by what it is read for. */
const REMOVED = {
  address: `
    x-forwarded-for forwarded x-forwarded forwarded-for x-real-ip x-client-ip true-client-ip
    x-cluster-client-ip cf-connecting-ip cf-connecting-ipv6 cf-pseudo-ipv4 fastly-client-ip
    fly-client-ip x-vercel-forwarded-for x-vercel-proxied-for x-appengine-user-ip
    x-fah-client-ip do-connecting-ip http-x-forwarded-for oxygen-buyer-ip z-forwarded-for
    client-ip http-client-ip http-x-real-ip http-x-forwarded http-x-cluster-client-ip
    http-forwarded-for http-forwarded http-via remote-addr x-arcjet-ip
    ali-cdn-real-ip cloudfront-viewer-address eo-connecting-ip incap-client-ip x-azure-clientip x-azure-socketip
    x-envoy-external-address x-nf-client-connection-ip x-original-forwarded-for x-original-for
    proxy-client-ip wl-proxy-client-ip`,
  scheme: `
    x-forwarded-proto x-forwarded-scheme x-scheme x-forwarded-protocol x-forwarded-ssl
    x-url-scheme front-end-https x-arr-ssl cf-visitor cloudfront-forwarded-proto
    z-forwarded-proto forwarded-proto x-real-proto`,
  host: "x-forwarded-host x-original-host",
  certificate: "x-forwarded-client-cert",
};

describe("sealed-headers: the table of removed headers", () => {
  it.each(["address", "scheme", "host", "certificate"] as const)(
    "has each one that is read for the %s",
    (wanted) => {
      const those = BELIEVED_HEADERS.filter(({ subject }) => subject === wanted);
      expect(those.map(({ header }) => header)).toEqual(REMOVED[wanted].trim().split(/\s+/));
    },
  );

  it("has the address headers that are forwarding headers, too", () => {
    const those = BELIEVED_HEADERS.filter(({ subject }) => subject === "address");
    expect(those.map(({ header }) => header)).toEqual(ADDRESS_HEADERS);
  });

  it("names who reads each: a file of a release, or applications behind a product", () => {
    for (const { readers } of BELIEVED_HEADERS) {
      expect(readers).not.toEqual([]);
      for (const reader of readers) {
        expect(reader).toMatch(/^(?:\S+ \d+\.\d+\.\d+ \S+|applications behind \S+)/);
      }
    }
  });
});
