import type { ProxyHeader } from "@client-ip/core";
import { latin1Text } from "../bytes.ts";
import { tlvValue } from "./find.ts";
import { decodeAscii, decodeUtf8 } from "./text.ts";
import { TLV } from "./types.ts";

/**
 * The protocol that the client and the proxy negotiated over TLS, such as `h2`
 * (proxy-protocol.txt 2.2.1, RFC 7301), one character for each byte. The client chose it from the
 * proxy's list.
 *
 * @returns undefined when the header has no such TLV
 * @throws {ProxyProtocolError} `tlv-duplicate`
 *
 * @example
 * ```ts
 * import { alpn, TLV } from "@client-ip/proxy-protocol";
 *
 * const tlvs = [{ type: TLV.ALPN, value: new TextEncoder().encode("h2") }];
 * const local = { version: 2, command: "LOCAL", family: "UNSPEC", transport: "UNSPEC" } as const;
 * alpn({ ...local, tlvs }); // -> "h2"
 * ```
 */
export function alpn(header: ProxyHeader): string | undefined {
  const value = tlvValue(header.tlvs, TLV.ALPN);
  return value && latin1Text(value, 0, value.length);
}

/**
 * The host name that the client asked for, usually in TLS's SNI (proxy-protocol.txt 2.2.2), spelled
 * as the client did. The client chooses it, so it proves nothing about the client.
 *
 * @returns undefined when the header has no such TLV
 * @throws {ProxyProtocolError} `tlv-duplicate`, `tlv-text` (not UTF-8)
 *
 * @example
 * ```ts
 * import { authority, TLV } from "@client-ip/proxy-protocol";
 *
 * const tlvs = [{ type: TLV.AUTHORITY, value: new TextEncoder().encode("app.example") }];
 * const local = { version: 2, command: "LOCAL", family: "UNSPEC", transport: "UNSPEC" } as const;
 * authority({ ...local, tlvs }); // -> "app.example"
 * ```
 */
export function authority(header: ProxyHeader): string | undefined {
  const value = tlvValue(header.tlvs, TLV.AUTHORITY);
  return value && decodeUtf8(value);
}

/**
 * The proxy's id of the connection, at most 128 bytes of any kind (proxy-protocol.txt 2.2.5). Use
 * it to match log lines.
 *
 * @returns undefined when the header has no such TLV
 * @throws {ProxyProtocolError} `tlv-duplicate`
 *
 * @example
 * ```ts
 * import { TLV, uniqueId } from "@client-ip/proxy-protocol";
 *
 * const tlvs = [{ type: TLV.UNIQUE_ID, value: Uint8Array.of(0x7f, 0x1c) }];
 * const local = { version: 2, command: "LOCAL", family: "UNSPEC", transport: "UNSPEC" } as const;
 * uniqueId({ ...local, tlvs })?.length; // -> 2
 * ```
 */
export function uniqueId(header: ProxyHeader): Uint8Array | undefined {
  return tlvValue(header.tlvs, TLV.UNIQUE_ID);
}

/**
 * The name of the proxy's network namespace (proxy-protocol.txt 2.2.7).
 *
 * @returns undefined when the header has no such TLV
 * @throws {ProxyProtocolError} `tlv-duplicate`, `tlv-text` (not printable ASCII)
 *
 * @example
 * ```ts
 * import { netns, TLV } from "@client-ip/proxy-protocol";
 *
 * const tlvs = [{ type: TLV.NETNS, value: new TextEncoder().encode("blue") }];
 * const local = { version: 2, command: "LOCAL", family: "UNSPEC", transport: "UNSPEC" } as const;
 * netns({ ...local, tlvs }); // -> "blue"
 * ```
 */
export function netns(header: ProxyHeader): string | undefined {
  const value = tlvValue(header.tlvs, TLV.NETNS);
  return value && decodeAscii(value);
}
