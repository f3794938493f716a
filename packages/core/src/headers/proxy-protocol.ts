import { parseAddress } from "../address/parse.ts";
import type { Evidence, ProxyHeader } from "../evidence.ts";
import type { HeaderReader } from "./reader.ts";
import type { ReadResult } from "./read-result.ts";

/**
 * Reads the next PROXY header of the connection, the nearest hop's first (proxy-protocol.txt 2.1,
 * 2.2). With LOCAL, UNKNOWN and UNSPEC the connection is the hop's own, and the address block is
 * ignored. The source must have the header's family. The destination is not checked: nginx and
 * Varnish write it in the other family.
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

const PP2_TYPE_SSL = 0x20;
/** The length of its fields `client` and `verify`, which TLVs follow (proxy-protocol.txt 2.2.6). */
const SSL_FIELDS = 5;
/** The bit of `client` that says "over TLS". */
const PP2_CLIENT_SSL = 0x01;

/**
 * Whether the hop says in its only PP2_TYPE_SSL that the client's connection to it was over TLS.
 * A proxy that takes the client's address from an outer one names its own link there: that it was
 * not over TLS says nothing about the client.
 */
export function isOverTls(header: ProxyHeader | undefined): boolean {
  const [tlv, ...others] = header?.tlvs.filter(({ type }) => type === PP2_TYPE_SSL) ?? [];
  if (tlv === undefined || others.length > 0 || tlv.value.length < SSL_FIELDS) return false;
  return (tlv.value[0]! & PP2_CLIENT_SSL) !== 0;
}

/** The PROXY header at an index, 0 being the nearest hop's. */
export function proxyHeaderAt(evidence: Evidence, index: number): ProxyHeader | undefined {
  const { proxyProtocol } = evidence;
  if (proxyProtocol === undefined) return undefined;
  if ("version" in proxyProtocol) return index === 0 ? proxyProtocol : undefined;
  return proxyProtocol[index];
}
