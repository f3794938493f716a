import type { ProxyHeader, ProxyTlv } from "@client-ip/core";
import { byteAt, wordAt } from "../bytes.ts";
import { ProxyProtocolError } from "../errors.ts";
import { valueOf } from "./find.ts";
import { listTlvs } from "./list.ts";
import { asciiText, utf8Text } from "./text.ts";
import { SSL_TLV, TLV } from "./types.ts";

/** What the proxy says of the client's TLS connection (proxy-protocol.txt 2.2.6). */
export interface ProxySsl {
  /** The client came over TLS. */
  readonly tls: boolean;
  /** The client showed a certificate, on this connection or earlier in its TLS session. Says nothing of its worth. */
  readonly certificate: boolean;
  /** The proxy's verdict on the certificate: 0 is good, and also what some senders write where there is none. */
  readonly verify: number;
  /** A certificate was shown *and* the proxy verified it. Without this the name and the certificate prove nothing. */
  readonly verified: boolean;
  /** The common name of a verified certificate; undefined where nothing is proven. */
  readonly identity: string | undefined;
  /** The certificate's common name as sent, verified or not. */
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
  /** All TLVs within, in wire order. */
  readonly tlvs: readonly ProxyTlv[];
}

const CLIENT_SSL = 0x01;
const CLIENT_CERT = 0x02 | 0x04;

/**
 * Reads the SSL TLV and those within it; undefined if the header has none, which is not the same as "no TLS".
 *
 * @throws {ProxyProtocolError} `tlv-length`, `tlv-overrun`, `tlv-duplicate`, `tlv-text`: what is within the value is
 * checked only here; offsets count from the value's first byte.
 */
export function ssl(header: ProxyHeader): ProxySsl | undefined {
  const value = valueOf(header.tlvs, TLV.SSL);
  if (value === undefined) return undefined;
  if (value.length < 5) throw new ProxyProtocolError("tlv-length", `SSL of ${value.length} bytes`);
  const tlvs = listTlvs(value, 5, value.length);
  const ascii = (type: number): string | undefined => text(tlvs, type, asciiText);
  const client = byteAt(value, 0);
  const verify = wordAt(value, 1) >>> 0;
  const certificate = (client & CLIENT_CERT) !== 0;
  // Zero alone proves nothing: HAProxy writes it for plain TCP and for TLS without a certificate.
  const verified = certificate && verify === 0;
  const commonName = text(tlvs, SSL_TLV.CN, utf8Text);
  return {
    tls: (client & CLIENT_SSL) !== 0,
    certificate,
    verify,
    verified,
    identity: verified ? commonName : undefined,
    commonName,
    clientCertificate: valueOf(tlvs, SSL_TLV.CLIENT_CERT),
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
  const value = valueOf(tlvs, type);
  return value && read(value);
}
