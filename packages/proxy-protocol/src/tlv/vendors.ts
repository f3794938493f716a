import type { ProxyHeader } from "@client-ip/core";
import { byteAt, int32At } from "../bytes.ts";
import { ProxyProtocolError } from "../errors.ts";
import { formatType, subtypeValue, tlvValue } from "./find.ts";
import { decodeAscii, decodeUtf8 } from "./text.ts";
import { TLV } from "./types.ts";

// Any product may use the types 0xE0 to 0xEF (proxy-protocol.txt 2.2.8), so call a reader only for
// headers of its own vendor.

/**
 * The id (`vpce-…`) of the VPC endpoint through which AWS PrivateLink brought the connection to a
 * Network Load Balancer: TLV 0xEA, subtype 1, ASCII.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html
 *
 * @returns undefined when the header has no such TLV
 * @throws {ProxyProtocolError} `tlv-duplicate`, `tlv-length`, `tlv-text`
 *
 * @example
 * ```ts
 * import { awsVpcEndpointId, TLV } from "@client-ip/proxy-protocol";
 *
 * const tlvs = [{ type: TLV.AWS, value: new TextEncoder().encode("\x01vpce-08d2bf15fac5001c9") }];
 * const local = { version: 2, command: "LOCAL", family: "UNSPEC", transport: "UNSPEC" } as const;
 * awsVpcEndpointId({ ...local, tlvs }); // -> "vpce-08d2bf15fac5001c9"
 * ```
 */
export function awsVpcEndpointId(header: ProxyHeader): string | undefined {
  const value = subtypeValue(header, TLV.AWS, 1);
  return value && decodeAscii(value);
}

/**
 * The LinkID of the private endpoint of an Azure Private Link connection: TLV 0xEE, subtype 1, four
 * bytes, the lowest first. Addresses of different consumers may overlap, so identify a client by
 * LinkID and address together.
 * https://learn.microsoft.com/azure/private-link/private-link-service-overview
 *
 * @returns undefined when the header has no such TLV
 * @throws {ProxyProtocolError} `tlv-duplicate`, `tlv-length`
 *
 * @example
 * ```ts
 * import { azurePrivateEndpointLinkId, TLV } from "@client-ip/proxy-protocol";
 *
 * const tlvs = [{ type: TLV.AZURE, value: Uint8Array.of(1, 0xc1, 0x45, 0x00, 0x21) }];
 * const local = { version: 2, command: "LOCAL", family: "UNSPEC", transport: "UNSPEC" } as const;
 * azurePrivateEndpointLinkId({ ...local, tlvs }); // -> 553665985
 * ```
 */
export function azurePrivateEndpointLinkId(header: ProxyHeader): number | undefined {
  const value = subtypeValue(header, TLV.AZURE, 1);
  if (value === undefined) return undefined;
  if (value.length !== 4) throw lengthError(TLV.AZURE, value.length + 1);
  return int32At(value.toReversed(), 0) >>> 0;
}

/**
 * The id of a Google Cloud Private Service Connect connection: TLV 0xE0, eight bytes in network
 * order, too large for a JavaScript number (Google Cloud, "Publish services by using Private
 * Service Connect").
 *
 * @returns undefined when the header has no such TLV
 * @throws {ProxyProtocolError} `tlv-duplicate`, `tlv-length`
 *
 * @example
 * ```ts
 * import { gcpPscConnectionId, TLV } from "@client-ip/proxy-protocol";
 *
 * const tlvs = [{ type: TLV.GCP, value: Uint8Array.of(0, 0, 0, 0, 0, 0, 1, 2) }];
 * const local = { version: 2, command: "LOCAL", family: "UNSPEC", transport: "UNSPEC" } as const;
 * gcpPscConnectionId({ ...local, tlvs }); // -> 258n
 * ```
 */
export function gcpPscConnectionId(header: ProxyHeader): bigint | undefined {
  const value = tlvValue(header.tlvs, TLV.GCP);
  if (value === undefined) return undefined;
  if (value.length !== 8) throw lengthError(TLV.GCP, value.length);
  let id = 0n;
  for (let i = 0; i < 8; i++) id = (id << 8n) | BigInt(byteAt(value, i));
  return id;
}

/**
 * The origin of a connection through Alibaba Cloud's PrivateLink; see {@link alibabaPrivateLink}.
 */
export interface AlibabaPrivateLink {
  readonly vpcId: string | undefined;
  readonly endpointId: string | undefined;
  readonly endpointServiceId: string | undefined;
}

/**
 * The origin of a PrivateLink connection as a Network Load Balancer of Alibaba Cloud states it:
 * TLVs 0xE1, subtypes 1, 2 and 3, ASCII.
 * https://help.aliyun.com/zh/privatelink/obtain-real-client-information
 *
 * @returns undefined when the header has none of the three
 * @throws {ProxyProtocolError} `tlv-duplicate`, `tlv-length`, `tlv-text`
 *
 * @example
 * ```ts
 * import { alibabaPrivateLink, TLV } from "@client-ip/proxy-protocol";
 *
 * const tlvs = [{ type: TLV.ALIBABA, value: new TextEncoder().encode("\x02ep-bp1i1212") }];
 * const local = { version: 2, command: "LOCAL", family: "UNSPEC", transport: "UNSPEC" } as const;
 * alibabaPrivateLink({ ...local, tlvs })?.endpointId; // -> "ep-bp1i1212"
 * ```
 */
export function alibabaPrivateLink(header: ProxyHeader): AlibabaPrivateLink | undefined {
  const [vpcId, endpointId, endpointServiceId] = [1, 2, 3].map((subtype) => {
    const value = subtypeValue(header, TLV.ALIBABA, subtype);
    return value && decodeAscii(value);
  });
  const found = vpcId ?? endpointId ?? endpointServiceId;
  return found === undefined ? undefined : { vpcId, endpointId, endpointServiceId };
}

/**
 * The SPIFFE ID of the caller, which Istio's ztunnel verified by mutual TLS: TLV 0xD0, UTF-8.
 * ztunnel writes it over loopback to an application that is its own waypoint. Any process that can
 * connect over loopback can write it too.
 * https://github.com/istio/ztunnel/blob/master/src/proxy.rs
 *
 * @returns undefined when the header has no such TLV
 * @throws {ProxyProtocolError} `tlv-duplicate`, `tlv-text`
 *
 * @example
 * ```ts
 * import { TLV, ztunnelIdentity } from "@client-ip/proxy-protocol";
 *
 * const id = "spiffe://cluster.local/ns/shop/sa/cart";
 * const tlvs = [{ type: TLV.ZTUNNEL, value: new TextEncoder().encode(id) }];
 * const local = { version: 2, command: "LOCAL", family: "UNSPEC", transport: "UNSPEC" } as const;
 * ztunnelIdentity({ ...local, tlvs }); // -> "spiffe://cluster.local/ns/shop/sa/cart"
 * ```
 */
export function ztunnelIdentity(header: ProxyHeader): string | undefined {
  const value = tlvValue(header.tlvs, TLV.ZTUNNEL);
  return value && decodeUtf8(value);
}

function lengthError(type: number, length: number): ProxyProtocolError {
  return new ProxyProtocolError("tlv-length", `${formatType(type)} of ${length} bytes`);
}
