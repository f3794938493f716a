import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/**
 * The URI SANs of a connection's client certificate, if Node has verified it.
 *
 * `authorized` alone is not enough. It stays true when a client of a TLS 1.2 server with
 * `rejectUnauthorized: false` renegotiates with another certificate that no CA signed; only
 * `authorizationError` is set then.
 *
 * @returns at least one name, in the certificate's order. `undefined` without TLS, without an
 *   authorized certificate, and for a certificate without URIs or with one that cannot be told
 *   apart.
 */
export function certificateIdentity(socket: Socket): readonly string[] | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  if (!socket.authorized || Boolean(socket.authorizationError)) return undefined;
  return uriNames(socket.getPeerX509Certificate()?.subjectAltName ?? "");
}

/** One `Type:value`, the value bare or a JSON string, and the separator behind it. */
const ENTRY = /([^:",]+):("(?:[^"\\]|\\.)*"|[^",]*)(, |$)/y;

/**
 * The URIs in Node's text form of a subject alternative name.
 *
 * Node writes a value with a comma, a quote, a backslash or an unprintable character as a JSON
 * string (the fix of CVE-2021-44532). No SPIFFE ID needs one, so such a URI makes the whole
 * certificate useless as an identity.
 *
 * @param text such as `DNS:a.example, URI:spiffe://cluster.local/ns/a/sa/b`.
 * @returns at least one name, or `undefined`.
 */
export function uriNames(text: string): readonly string[] | undefined {
  const names: string[] = [];
  let index = 0;
  let more = text !== "";
  while (more) {
    ENTRY.lastIndex = index;
    const [whole, type, value, separator] = ENTRY.exec(text) ?? [];
    if (whole === undefined || value === undefined) return undefined;
    if (type === "URI") {
      if (value.startsWith('"')) return undefined;
      names.push(value);
    }
    index += whole.length;
    more = separator !== "";
  }
  return names.length > 0 ? names : undefined;
}
