import type { ProxyHeader, ProxyTlv } from "@client-ip/core";
import { byteAt, int32At } from "../bytes.ts";
import { ProxyProtocolError } from "../errors.ts";
import { tlvValue } from "./find.ts";
import { listTlvs } from "./list.ts";
import { decodeAscii, decodeUtf8 } from "./text.ts";
import { SSL_TLV, TLV } from "./types.ts";

/** The client's TLS connection to the proxy, as the proxy states it (proxy-protocol.txt 2.2.6). */
export interface ProxySsl {
  /** The client connected over TLS. */
  readonly tls: boolean;
  /**
   * The client presented a certificate, on this connection or earlier in its TLS session; valid or
   * not.
   */
  readonly certificate: boolean;
  /**
   * The result of the proxy's check: 0 for a valid certificate, and often without a certificate.
   */
  readonly verify: number;
  /**
   * The client presented a certificate *and* the proxy verified it. If false, the name and the
   * certificate prove nothing.
   */
  readonly verified: boolean;
  /** The common name of a verified certificate; undefined if `verified` is false. */
  readonly identity: string | undefined;
  /** The certificate's common name, verified or not. */
  readonly commonName: string | undefined;
  /** The client's certificate in DER, verified or not. */
  readonly clientCertificate: Uint8Array | undefined;
  /** Such as `TLSv1.3`. */
  readonly version: string | undefined;
  /** Such as `TLS_AES_256_GCM_SHA384`. */
  readonly cipher: string | undefined;
  /** How the *proxy's* certificate is signed, such as `RSA-SHA256`. */
  readonly signatureAlgorithm: string | undefined;
  /** The key of the *proxy's* certificate, such as `RSA2048`. */
  readonly keyAlgorithm: string | undefined;
  /** The group of the key exchange, such as `x25519`. */
  readonly group: string | undefined;
  /** How the proxy signed the handshake, such as `rsa_pss_rsae_sha256`. */
  readonly signatureScheme: string | undefined;
  /** All TLVs inside the SSL TLV, in wire order. */
  readonly tlvs: readonly ProxyTlv[];
}

const CLIENT_SSL = 0x01;
const CLIENT_CERT = 0x02 | 0x04;

/**
 * Decodes the SSL TLV and the TLVs inside it (proxy-protocol.txt 2.2.6), which `decode` does not
 * check.
 *
 * @returns undefined when the header has no SSL TLV, which does not mean that there was no TLS
 * @throws {ProxyProtocolError} `tlv-length`, `tlv-overrun`, `tlv-duplicate`, `tlv-text`; `offset`
 *   counts from the first byte of the value
 *
 * @example
 * ```ts
 * import { ssl, TLV } from "@client-ip/proxy-protocol";
 *
 * // TLS with a certificate, verified, and a TLV with its common name "amy".
 * const value = Uint8Array.of(0x07, 0, 0, 0, 0, 0x22, 0, 3, 0x61, 0x6d, 0x79);
 * const local = { version: 2, command: "LOCAL", family: "UNSPEC", transport: "UNSPEC" } as const;
 * ssl({ ...local, tlvs: [{ type: TLV.SSL, value }] })?.identity; // -> "amy"
 * ```
 */
export function ssl(header: ProxyHeader): ProxySsl | undefined {
  const value = tlvValue(header.tlvs, TLV.SSL);
  if (value === undefined) return undefined;
  if (value.length < 5) throw new ProxyProtocolError("tlv-length", `SSL of ${value.length} bytes`);
  const tlvs = listTlvs(value, 5, value.length);
  const ascii = (type: number): string | undefined => text(tlvs, type, decodeAscii);
  const client = byteAt(value, 0);
  const verify = int32At(value, 1) >>> 0;
  const certificate = (client & CLIENT_CERT) !== 0;
  // 0 alone proves nothing: HAProxy also writes it for plain TCP and for TLS without a certificate.
  const verified = certificate && verify === 0;
  const commonName = text(tlvs, SSL_TLV.CN, decodeUtf8);
  return {
    tls: (client & CLIENT_SSL) !== 0,
    certificate,
    verify,
    verified,
    identity: verified ? commonName : undefined,
    commonName,
    clientCertificate: tlvValue(tlvs, SSL_TLV.CLIENT_CERT),
    version: ascii(SSL_TLV.VERSION),
    cipher: ascii(SSL_TLV.CIPHER),
    signatureAlgorithm: ascii(SSL_TLV.SIG_ALG),
    keyAlgorithm: ascii(SSL_TLV.KEY_ALG),
    group: ascii(SSL_TLV.GROUP),
    signatureScheme: ascii(SSL_TLV.SIG_SCHEME),
    tlvs,
  };
}

function text(
  tlvs: readonly ProxyTlv[],
  type: number,
  read: (value: Uint8Array) => string,
): string | undefined {
  const value = tlvValue(tlvs, type);
  return value && read(value);
}
