import { clientCertElement } from "../headers/xfcc.ts";
import type { WalkState } from "./walk-state.ts";

/**
 * The element of X-Forwarded-Client-Cert that the sidecar wrote, after a walk.
 *
 * @returns `undefined` if no sidecar was recognized, the element is malformed, or header lines may
 *   have been dropped. A sidecar that keeps the source address is never recognized itself, so its
 *   element counts only if it proved an identity.
 */
export function clientCertOf({ walked, identity, evidence }: WalkState): string | undefined {
  const sidecar = walked?.sidecar;
  if (sidecar?.xfcc === undefined || evidence.truncated === true) return undefined;
  if (sidecar.tells.kind === "source-address" && identity === undefined) return undefined;
  return clientCertElement(evidence, sidecar.xfcc);
}
