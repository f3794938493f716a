import { createResolver, type Hop } from "../../src/index.ts";
import { describe, expect, it } from "vitest";

const GATEWAY = "spiffe://cluster.local/ns/istio-system/sa/gateway";
const POD = "spiffe://cluster.local/ns/default/sa/pod";
const elementOf = (uri: string): string => `Hash=${"0".repeat(64)};URI=${uri}`;
const gateway: Hop = { identity: GATEWAY, tells: "x-forwarded-for" };
const sidecar: Hop = { address: "127.0.0.6", tells: "nothing", xfcc: "last" };

function clientCert(path: readonly Hop[], peer: string, line: string): string | undefined {
  return createResolver(path).clientCert({
    peer,
    rawHeaders: ["X-Forwarded-For", "203.0.113.7", "X-Forwarded-Client-Cert", line],
  });
}

describe("sealed-client-cert: the element that the sidecar wrote about its peer", () => {
  it("is found behind forged ones", () => {
    const line = `${elementOf(POD)},${elementOf(GATEWAY)}`;
    expect(clientCert([gateway, sidecar], "127.0.0.6", line)).toBe(elementOf(GATEWAY));
  });

  it("may name any identity: the sidecar has verified it", () => {
    const line = elementOf(POD);
    expect(clientCert([gateway, sidecar], "127.0.0.6", line)).toBe(line);
  });

  it("is not believed of a peer that is no sidecar", () => {
    expect(clientCert([gateway, sidecar], "10.0.0.9", elementOf(GATEWAY))).toBeUndefined();
  });

  it("is not one that is malformed", () => {
    expect(clientCert([gateway, sidecar], "127.0.0.6", `URI=${GATEWAY}`)).toBeUndefined();
  });

  it("is not there if header lines may have been dropped", () => {
    const rawHeaders = ["X-Forwarded-Client-Cert", elementOf(GATEWAY)];
    const of = (truncated: boolean): string | undefined =>
      createResolver([gateway, sidecar]).clientCert({ peer: "127.0.0.6", rawHeaders, truncated });
    expect([of(false), of(true)]).toEqual([elementOf(GATEWAY), undefined]);
  });

  it("is not there if no hop writes the header", () => {
    const proxy: Hop = { address: "127.0.0.6", tells: "x-forwarded-for" };
    expect(clientCert([proxy], "127.0.0.6", elementOf(GATEWAY))).toBeUndefined();
  });

  it("under TPROXY is one that proved an identity of the path", () => {
    const path: readonly Hop[] = [
      { ...gateway, address: "10.244.0.5" },
      { tells: "source-address", xfcc: "last" },
    ];
    expect(clientCert(path, "10.244.0.5", elementOf(GATEWAY))).toBe(elementOf(GATEWAY));
    expect(clientCert(path, "10.244.0.5", elementOf(POD))).toBeUndefined();
    expect(clientCert(path, "10.244.0.6", elementOf(GATEWAY))).toBeUndefined();
  });
});
