import { parseAddress } from "../address/parse.ts";
import type { Evidence, ProxyHeader } from "../evidence.ts";
import type { HeaderReader } from "./reader.ts";
import type { ReadResult } from "./read-result.ts";

/**
 * Reads the next PROXY header of the connection, nearest hop first (proxy-protocol.txt 2.1, 2.2). LOCAL, UNKNOWN and
 * UNSPEC say that the connection is the hop's own; their address block is never used. The source must be of the
 * family that the header names; nothing is asked of the destination, which nginx and Varnish write in the other.
 */
export function readProxyHeader(reader: HeaderReader): ReadResult {
  const header = proxyHeaderAt(reader.evidence, reader.proxyHeaders);
  if (header === undefined) return "missing";
  reader.proxyHeaders++;
  const { command, family, source } = header;
  const text = source?.address ?? `${command} ${family}`;
  reader.reported.setSlice(text, 0, text.length);
  if (command === "LOCAL" || family === "UNSPEC") return "proxy-local";
  if (family === "UNIX") return "hidden";
  if (source === undefined) return "malformed";
  const { address, port } = source;
  if (address.includes(":") !== (family === "INET6")) return "malformed";
  if (!parseAddress(address, 0, address.length, reader.reported)) return "malformed";
  reader.reported.port = port;
  return "address";
}

/** The PROXY header at a place, 0 being the nearest hop's. */
export function proxyHeaderAt(evidence: Evidence, index: number): ProxyHeader | undefined {
  const { proxyProtocol } = evidence;
  if (proxyProtocol === undefined) return undefined;
  if ("version" in proxyProtocol) return index === 0 ? proxyProtocol : undefined;
  return proxyProtocol[index];
}
