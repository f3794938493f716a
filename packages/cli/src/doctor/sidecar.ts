import type { Hop } from "@client-ip/core";

/** The addresses from which an Istio sidecar calls its application. */
const SIDECAR: ReadonlySet<string> = new Set(["127.0.0.6", "::6"]);

/** Stands for an identity in a path. No certificate has it, so such a path names no client. */
export const UNKNOWN_IDENTITY = "spiffe://cluster.local/ns/NAMESPACE/sa/ACCOUNT";

/** Whether it stands for whatever calls the sidecar. */
export function isSidecar(address: unknown): boolean {
  return typeof address === "string" && SIDECAR.has(address);
}

/**
 * The path with a sidecar as a hop of its own. Any pod's request comes from the sidecar's address:
 * only an identity proves that the next hop called it, and that cannot be seen from outside.
 */
export function withSidecar(hops: readonly Hop[]): readonly Hop[] {
  const last = hops.at(-1);
  const isHttp = last?.tells !== "nothing" && last?.tells !== "proxy-protocol";
  if (last === undefined || !isHttp || !isSidecar(last.address)) return hops;
  return [
    ...hops.slice(0, -1),
    { name: "gateway", identity: UNKNOWN_IDENTITY, tells: last.tells },
    { name: "sidecar", address: [...SIDECAR], tells: "nothing", xfcc: "last" },
  ];
}
