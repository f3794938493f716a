import type { CertificateSubject } from "../../src/headers/xfcc.ts";
import { readClientCert } from "../../src/headers/xfcc.ts";
import type { Hop } from "../../src/index.ts";
import { ask } from "./ask.ts";

export const CLIENT = "203.0.113.7";
export const GATEWAY = "spiffe://cluster.local/ns/istio-system/sa/gateway";
export const POD = "spiffe://cluster.local/ns/default/sa/pod";
export const HEX = "a".repeat(64);
export const HASH = `Hash=${"0123456789abcdef".repeat(4)}`;
export const BY = "By=spiffe://cluster.local/ns/default/sa/app";

/** The element that Envoy writes for the gateway's certificate. */
export const fromGateway = `${BY};${HASH};Subject="";URI=${GATEWAY}`;

export const gateway: Hop = { name: "gateway", identity: GATEWAY, tells: "x-forwarded-for" };

export const sidecar = (xfcc: "last" | "only"): Hop => ({
  name: "sidecar",
  address: ["127.0.0.6", "::6"],
  tells: "nothing",
  xfcc,
});

/** The answer to a request with this X-Forwarded-Client-Cert, through the gateway and a sidecar. */
export const from = (xfcc: "last" | "only", header: string | string[] | undefined) =>
  ask([gateway, sidecar(xfcc)], "127.0.0.6", {
    "X-Forwarded-For": CLIENT,
    ...(header === undefined ? {} : { "X-Forwarded-Client-Cert": header }),
  });

export const unresolved = (status: string) => ({ ip: undefined, status, via: ["sidecar"] });

/** The answer if the header proves the gateway. */
export const proven = {
  ip: CLIENT,
  status: "resolved",
  proof: "identity",
  identity: GATEWAY,
  source: "x-forwarded-for",
  via: ["gateway", "sidecar"],
  warnings: [],
};

/** What the sidecar reports of its peer's certificate by these lines. */
export function read(which: "last" | "only", ...lines: readonly string[]): CertificateSubject {
  const rawHeaders = lines.flatMap((line) => ["X-Forwarded-Client-Cert", line]);
  return readClientCert({ peer: "127.0.0.6", rawHeaders }, which);
}
