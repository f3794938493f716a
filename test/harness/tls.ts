import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import { fileURLToPath } from "node:url";

/** Makes the certificates of a script of examples/topologies in a directory. */
const makerOf = (script: string) => (directory: string) => {
  const file = fileURLToPath(new URL(`../../examples/topologies/${script}`, import.meta.url));
  execFileSync("sh", [file, directory], { stdio: "ignore" });
};

export const makeCertificates = makerOf("certificates.sh");
/** Those of a mesh with the workloads gateway, app and other. */
export const makeMeshCertificates = makerOf("envoy-mesh/certificates.sh");

/** One of those certificates, with its key, and the root that signed them. */
export function certificate(directory: string, name: string) {
  const read = (file: string): Buffer => readFileSync(join(directory, file));
  return { cert: read(`${name}.crt`), key: read(`${name}.key`), ca: read("ca.crt") };
}

/** Speaks TLS on a socket, and insists on the certificate of app.example. */
export function overTls(
  socket: Socket,
  directory: string,
  options: ConnectionOptions = {},
): TLSSocket {
  const ca = readFileSync(join(directory, "ca.crt"));
  return connect({ socket, ca, servername: "app.example", ...options });
}

const checkServerIdentity = (): undefined => undefined;

/**
 * Speaks mutual TLS as a workload of the mesh. The other side's certificate names no host, but is
 * of the mesh's root.
 */
export function asWorkload(socket: Socket, directory: string, name: string): TLSSocket {
  return connect({ socket, ...certificate(directory, name), checkServerIdentity });
}
