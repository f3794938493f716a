import { execFileSync } from "node:child_process";
import { chownSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { forgedByPod } from "../proxies/forged-by-pod.ts";
import type { Seen, Visit } from "./plan.ts";

const script = new URL("../../examples/topologies/envoy-mesh/certificates.sh", import.meta.url);

/** The user and group that Istio's sidecars run as. */
const SIDECAR = 1337;

/** A trap of every gateway that several teams use. */
export const sharedGateway = `Who may write routes to your service at this gateway (a VirtualService, an HTTPRoute, an Ingress with snippets) can also set
  or overwrite headers there, X-Forwarded-For among them, after the gateway has written its own: it names any client it likes, with
  the gateway's own proof. Let only those write such routes whom you would let change the application.`;

/** Makes the certificates of a mesh with the workloads gateway, app and other; the sidecar can read its own. */
export function makeCertificates(directory: string): void {
  execFileSync("sh", [fileURLToPath(script), directory], { stdio: "ignore" });
  chownSync(join(directory, "app.key"), SIDECAR, SIDECAR);
}

/** Options of curl for a workload's call by mutual TLS. Whom it calls, it does not check. */
export function asWorkload(name: string): readonly string[] {
  return ["--insecure", "--cert", `/etc/mesh/${name}.crt`, "--key", `/etc/mesh/${name}.key`];
}

/**
 * A pod goes around the gateway to the application's sidecar and sends all that comes from the gateway, and attacks on
 * those who read certificates' headers. The application sees the same, whatever it sends.
 *
 * @param how continues the sentence that begins with the pod's name.
 */
export function forgesAsPod<Name extends string>(
  how: string,
  call: Pick<Visit<Name>, "from" | "to" | "options">,
  sees: Seen,
): readonly Visit<Name>[] {
  return forgedByPod.map(({ why, lines }) => {
    return { ...call, what: `${how} and sends ${why}`, sends: lines, sees };
  });
}

/** What a client sends to pass for the gateway behind the sidecar, for {@link Visit.sends}. */
export const forgedProof: readonly string[] =
  forgedByPod.find(({ why }) => why === "all that comes from the gateway")?.lines ?? [];
