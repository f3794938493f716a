/**
 * The types of TLVs: those of the specification (proxy-protocol.txt 2.2) and those of vendors.
 *
 * @example
 * ```ts
 * import { TLV } from "@client-ip/proxy-protocol";
 *
 * TLV.AUTHORITY; // -> 0x02
 * ```
 */
export const TLV = {
  ALPN: 0x01,
  AUTHORITY: 0x02,
  CRC32C: 0x03,
  /** Padding, without meaning. */
  NOOP: 0x04,
  UNIQUE_ID: 0x05,
  SSL: 0x20,
  NETNS: 0x30,
  /** Istio's ztunnel: the caller's SPIFFE ID. */
  ZTUNNEL: 0xd0,
  /** Google Cloud Private Service Connect. */
  GCP: 0xe0,
  /** Alibaba Cloud PrivateLink. */
  ALIBABA: 0xe1,
  /** AWS PrivateLink. */
  AWS: 0xea,
  /** Azure Private Link. */
  AZURE: 0xee,
} as const;

/**
 * The types of the TLVs inside an SSL TLV (proxy-protocol.txt 2.2.6; 0x26 to 0x28 since its
 * revision of 2026).
 *
 * @example
 * ```ts
 * import { SSL_TLV } from "@client-ip/proxy-protocol";
 *
 * SSL_TLV.CN; // -> 0x22
 * ```
 */
export const SSL_TLV = {
  VERSION: 0x21,
  CN: 0x22,
  CIPHER: 0x23,
  SIG_ALG: 0x24,
  KEY_ALG: 0x25,
  GROUP: 0x26,
  SIG_SCHEME: 0x27,
  CLIENT_CERT: 0x28,
} as const;
