import { chownSync } from "node:fs";
import { join } from "node:path";

import { FORGED_BY_POD } from "../harness/forged.ts";
import { makeMeshCertificates } from "../harness/tls.ts";
import type { Seen, Visit } from "./plan.ts";

/** The user and group that Istio's sidecars run as. */
const SIDECAR = 1337;

/** A trap of every gateway that several teams use. */
export const SHARED_GATEWAY = `Every team that may write routes to your service at this gateway (a VirtualService, an HTTPRoute, an Ingress
  with snippets) can also set or overwrite headers there, even X-Forwarded-For after the gateway has written its
  own. It can name any client, with the gateway's proof. Give that right only to people who may also change the
  application.`;

/** Makes the certificates of a mesh, of which the sidecar can read its own. */
export function makeCertificates(directory: string): void {
  makeMeshCertificates(directory);
  chownSync(join(directory, "app.key"), SIDECAR, SIDECAR);
}

/**
 * A pod goes around the gateway to the application's sidecar and sends all that comes from the
 * gateway, and attacks on those who read certificates' headers. The application sees the same,
 * whatever it sends.
 *
 * @param how continues the sentence that begins with the pod's name.
 */
export function forgesAsPod<Name extends string>(
  how: string,
  call: Pick<Visit<Name>, "from" | "to" | "certificate">,
  sees: Seen,
): readonly Visit<Name>[] {
  return Object.entries(FORGED_BY_POD).map(([why, sends]) =>
    Object.assign({ what: `${how} and sends ${why}`, sends, sees }, call),
  );
}

/** What a client sends to pass for the gateway behind the sidecar, for {@link Visit.sends}. */
export const FORGED_PROOF = FORGED_BY_POD["all that comes from the gateway"] ?? [];
