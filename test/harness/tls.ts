import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import { fileURLToPath } from "node:url";

/**
 * Makes certificates in a scenario's directory.
 *
 * @param script in examples/topologies.
 */
export function makeCertificates(directory: string, script = "certificates.sh"): void {
  const url = new URL(`../../examples/topologies/${script}`, import.meta.url);
  execFileSync("sh", [fileURLToPath(url), directory], { stdio: "ignore" });
}

/** The same for a mesh with the workloads gateway, app and other. */
export function makeMeshCertificates(directory: string): void {
  makeCertificates(directory, "envoy-mesh/certificates.sh");
}

/** One of those certificates, with its key. */
export function certificate(directory: string, name: string): { cert: Buffer; key: Buffer } {
  const read = (ending: string): Buffer => readFileSync(join(directory, `${name}.${ending}`));
  return { cert: read("crt"), key: read("key") };
}

/** The root that signed them. */
export function root(directory: string): { ca: Buffer } {
  return { ca: readFileSync(join(directory, "ca.crt")) };
}

/** Speaks TLS on a socket, and insists on the certificate of app.example. */
export function overTls(
  socket: Socket,
  directory: string,
  options: ConnectionOptions = {},
): TLSSocket {
  return connect({ socket, ...root(directory), servername: "app.example", ...options });
}

/**
 * Speaks mutual TLS on a socket as a workload of the mesh. The other side's certificate names a SPIFFE ID and no host; the
 * mesh's root is checked all the same.
 */
export function asWorkload(socket: Socket, directory: string, name: string): TLSSocket {
  const options = { ...root(directory), ...certificate(directory, name) };
  return connect({ socket, ...options, checkServerIdentity: () => undefined });
}
