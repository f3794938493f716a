import type { ProxyEndpoint, ProxyHeader, ProxyTlv } from "@client-ip/core";
import { INSPECT } from "../inspect.ts";
import { listTlvs } from "../tlv/list.ts";

/** The result of `decode`. */
export interface Decoded {
  readonly header: ProxyHeader;
  /** The length of the header in bytes. After it comes the payload, or the next header. */
  readonly byteLength: number;
}

/** The TLVs of a header without TLVs. */
export const NO_TLVS: readonly ProxyTlv[] = Object.freeze([]);

/** A header that names no client: LOCAL, UNKNOWN or UNSPEC. */
export function headerWithoutAddresses(
  version: ProxyHeader["version"],
  command: ProxyHeader["command"],
  tlvs: readonly ProxyTlv[],
): ProxyHeader {
  return { version, command, family: "UNSPEC", transport: "UNSPEC", tlvs };
}

/**
 * A version 2 header that names its client.
 *
 * @param start the index of its TLVs, which were checked up to `end`; the list is made when it is
 *   first read
 */
export function headerWithAddresses(
  family: ProxyHeader["family"],
  transport: ProxyHeader["transport"],
  source: ProxyEndpoint,
  destination: ProxyEndpoint,
  bytes: Uint8Array,
  start: number,
  end: number,
): ProxyHeader {
  if (start < end) {
    return new HeaderWithTlvs(family, transport, source, destination, bytes, start, end);
  }
  return { version: 2, command: "PROXY", family, transport, source, destination, tlvs: NO_TLVS };
}

class HeaderWithTlvs implements ProxyHeader {
  readonly version = 2;
  readonly command = "PROXY";
  readonly family: ProxyHeader["family"];
  readonly transport: ProxyHeader["transport"];
  readonly source: ProxyEndpoint;
  readonly destination: ProxyEndpoint;
  readonly #bytes: Uint8Array;
  readonly #start: number;
  readonly #end: number;
  #tlvs: readonly ProxyTlv[] | undefined;

  constructor(
    family: ProxyHeader["family"],
    transport: ProxyHeader["transport"],
    source: ProxyEndpoint,
    destination: ProxyEndpoint,
    bytes: Uint8Array,
    start: number,
    end: number,
  ) {
    this.family = family;
    this.transport = transport;
    this.source = source;
    this.destination = destination;
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
  }

  get tlvs(): readonly ProxyTlv[] {
    this.#tlvs ??= listTlvs(this.#bytes, this.#start, this.#end);
    return this.#tlvs;
  }

  toJSON(): ProxyHeader {
    const { version, command, family, transport, source, destination, tlvs } = this;
    return { version, command, family, transport, source, destination, tlvs };
  }

  [INSPECT](): ProxyHeader {
    return this.toJSON();
  }
}
