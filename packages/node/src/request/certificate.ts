import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { warnOnce } from "../warnings/warn-once.ts";

/**
 * The URI SANs of a connection's client certificate, if Node has verified it.
 *
 * `authorized` alone is not enough. It stays true when a client of a TLS 1.2 server with
 * `rejectUnauthorized: false` renegotiates with another certificate that no CA signed; only
 * `authorizationError` is set then.
 *
 * Neither is it enough for a resumed session of a server that chooses its certificates by name
 * (SNI): Node 20 resumes a session under another name, whose CA has not signed the certificate,
 * and `authorized` stays true.
 *
 * @returns at least one name, in the certificate's order. `undefined` without TLS, without an
 *   authorized certificate, and for a certificate without URIs or with one that cannot be told
 *   apart.
 */
export function certificateIdentity(socket: Socket): readonly string[] | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  if (!socket.authorized || Boolean(socket.authorizationError)) return undefined;
  const names = uriNames(socket.getPeerX509Certificate()?.subjectAltName ?? "");
  if (names === undefined || !choosesByName(socket) || !socket.isSessionReused()) return names;
  warnOnce("CLIENT_IP_RESUMED_IDENTITY", "", () => {
    return (
      "A resumed TLS session names no client: this server has several contexts (SNI), and which " +
      "of their CAs signed the certificate is unknown. Use one server for each CA, or turn " +
      "resumption off: secureOptions: constants.SSL_OP_NO_TICKET."
    );
  });
  return undefined;
}

/**
 * Whether the certificates of a server can be those of more than one CA: it has several contexts,
 * several CAs, or none of its own, so that Node takes each public one.
 *
 * @param socket of a TLS connection.
 */
export function hasSeveralCas(socket: Socket): boolean {
  const { server }: { readonly server?: { readonly ca?: unknown } | null } = Object(socket);
  const cas: unknown = server?.ca;
  const text = Array.isArray(cas) ? cas.map(String).join("\n") : String(cas);
  return choosesByName(socket) || text.match(/-BEGIN (?:\w+ )?CERTIFICATE-/g)?.length !== 1;
}

/** Warns, once a process, that any of several CAs can vouch for the hop that was recognized. */
export function warnOfSeveralCas(): void {
  warnOnce("CLIENT_IP_SEVERAL_CAS", "", () => {
    return (
      "A hop was recognized by its certificate, and this server takes the certificates of several " +
      "CAs: each of them can name any identity. Give the server one CA, that of your mesh: ca."
    );
  });
}

/** Node sets the callback on a socket only if its server has contexts or a callback of its own. */
function choosesByName(socket: Socket): boolean {
  const { _SNICallback: callback }: { readonly _SNICallback?: unknown } = Object(socket);
  return typeof callback === "function";
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
