import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/**
 * The URI SANs of a connection's client certificate, if Node has verified it.
 *
 * `authorized` alone is not enough: it stays true when a client of a TLS 1.2 server with
 * `rejectUnauthorized: false` renegotiates with another certificate that nobody signed; only
 * `authorizationError` is set then.
 *
 * @returns the names in the certificate's order, at least one; `undefined` without TLS, without an
 *   authorized certificate, and for one whose names are none or cannot be told apart.
 */
export function certificateIdentity(socket: Socket): readonly string[] | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  if (!socket.authorized || Boolean(socket.authorizationError)) return undefined;
  return uriNames(socket.getPeerX509Certificate()?.subjectAltName ?? "");
}

/** One `Type:value`, the value bare or a JSON string, and what separates it from the next. */
const entry = /([^:",]+):("(?:[^"\\]|\\.)*"|[^",]*)(, |$)/y;

/**
 * The URIs in Node's text form of a subject alternative name.
 *
 * Node writes a value that holds a comma, a quote, a backslash or anything not printable as a JSON string
 * (the mending of CVE-2021-44532). No mesh identity needs one: a URI written so makes the whole
 * certificate nobody's.
 *
 * @param text such as `DNS:a.example, URI:spiffe://cluster.local/ns/a/sa/b`.
 * @returns at least one name, or `undefined`.
 */
export function uriNames(text: string): readonly string[] | undefined {
  const names: string[] = [];
  let at = 0;
  let more = text !== "";
  while (more) {
    entry.lastIndex = at;
    const [whole, type, value, comma] = entry.exec(text) ?? [];
    if (whole === undefined || value === undefined) return undefined;
    if (type === "URI") {
      if (value.startsWith('"')) return undefined;
      names.push(value);
    }
    at += whole.length;
    more = comma !== "";
  }
  return names.length > 0 ? names : undefined;
}
