import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import { fileURLToPath } from "node:url";

/** Makes the certificates of examples/topologies/certificates.sh in a scenario's directory. */
export function makeCertificates(directory: string): void {
  const script = new URL("../../examples/topologies/certificates.sh", import.meta.url);
  execFileSync("sh", [fileURLToPath(script), directory], { stdio: "ignore" });
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
