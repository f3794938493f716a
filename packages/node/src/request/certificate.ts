import type { X509Certificate } from "node:crypto";
import type { Socket } from "node:net";
import { Server, TLSSocket } from "node:tls";
import type { Evidence, Resolution } from "@client-ip/core";
import { warnOnce } from "../warnings/warn-once.ts";

/** A client certificate that Node has verified, with at least one URI SAN. */
export interface ClientCertificate {
  readonly x509: X509Certificate;
  /** Its URI SANs, at least one, in the certificate's order. */
  readonly names: readonly string[];
  /**
   * Whether its TLS session may have begun under another name (SNI) or at another server, with
   * other CAs.
   */
  readonly uncertain: boolean;
  /** Whether more than one CA of the server can have signed it. */
  readonly severalCas: boolean;
}

/**
 * A connection's client certificate, if Node has verified it.
 *
 * `authorized` alone is not enough. It stays true when a client of a TLS 1.2 server with
 * `rejectUnauthorized: false` renegotiates with another certificate that no CA signed; only
 * `authorizationError` is set then.
 *
 * For a resumed session it is not enough either. Node 20 resumes a session under another name
 * (SNI), and at another server if they share sessions. `authorized` stays true, although no CA of
 * this name or server has signed the certificate.
 *
 * @returns `undefined` without TLS, without an authorized certificate, and for a certificate
 *   without URIs, or with one that is ambiguous in the text.
 */
export function clientCertificateOf(socket: Socket): ClientCertificate | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  if (!socket.authorized || Boolean(socket.authorizationError)) return undefined;
  const x509 = socket.getPeerX509Certificate();
  const names = uriNames(x509?.subjectAltName ?? "");
  if (x509 === undefined || names === undefined) return undefined;
  const uncertain = socket.isSessionReused() && (choosesByName(socket) || sharesSessions(socket));
  return { x509, names, uncertain, severalCas: uncertain || hasSeveralCas(socket) };
}

/**
 * Warns once per process that a resumed session proves no identity, or that the server has several
 * CAs and the path does not pin the hop's own.
 */
export function warnOfSeveralCas(
  { uncertain }: ClientCertificate,
  { identity }: Resolution,
  { peerCertificate: pinned }: Evidence,
): void {
  if (uncertain && pinned === undefined) {
    warnOnce("CLIENT_IP_RESUMED_IDENTITY", "", () => {
      return (
        "A resumed TLS session names no client: its server has several contexts (SNI), shares its " +
        "sessions or is not known, and which of their CAs signed the certificate is unknown. Pin the CA of " +
        "the hop (ca), or turn resumption off: secureOptions: constants.SSL_OP_NO_TICKET."
      );
    });
  } else if (identity !== undefined && (pinned === undefined || pinned.cas.length === 0)) {
    warnOnce("CLIENT_IP_SEVERAL_CAS", "", () => {
      return (
        "A hop was recognized by its certificate, and this server takes the certificates of " +
        "several CAs: each of them can name any identity. Pin the CA of the hop (ca), or give the " +
        "server one CA, that of your mesh."
      );
    });
  }
}

/**
 * Whether more than one CA can have signed a certificate that the server accepts: it has several
 * contexts or CAs, or none, and then Node accepts every public CA.
 *
 * @param socket of a TLS connection.
 */
function hasSeveralCas(socket: Socket): boolean {
  const { ca }: { readonly ca?: unknown } = Object(tlsServerOf(socket));
  // The text of an array is that of its elements.
  const begun = String(ca).match(/-BEGIN (?:\w+ )?CERTIFICATE-/g);
  return choosesByName(socket) || begun?.length !== 1;
}

/** Node sets the callback on a socket only if its server has contexts or a callback of its own. */
function choosesByName(socket: Socket): boolean {
  const { _SNICallback: callback }: { readonly _SNICallback?: unknown } = Object(socket);
  return typeof callback === "function";
}

/**
 * The server that established TLS. `socket.server` is another one when that server handed the
 * socket on.
 */
function tlsServerOf(socket: Socket): unknown {
  const { _tlsOptions }: { readonly _tlsOptions?: { readonly server?: unknown } } = Object(socket);
  return _tlsOptions?.server;
}

/**
 * Whether the server has a session store or ticket keys, which other servers may share. Of a socket
 * that no server made, its contexts are not known.
 */
function sharesSessions(socket: Socket): boolean {
  const server = tlsServerOf(socket);
  if (!(server instanceof Server)) return true;
  const { ticketKeys }: { readonly ticketKeys?: unknown } = Object(server);
  return ticketKeys !== undefined || server.listenerCount("resumeSession") > 0;
}

/** One `Type:value`, bare or as a JSON string, and the separator after it. */
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
  let more = true;
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
