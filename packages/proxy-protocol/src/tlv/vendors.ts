import type { ProxyHeader } from "@client-ip/core";
import { byteAt, wordAt } from "../bytes.ts";
import { ProxyProtocolError } from "../errors.ts";
import { named, valueOf, valueOfKind } from "./find.ts";
import { asciiText, utf8Text } from "./text.ts";
import { TLV } from "./types.ts";

// The types 0xE0–0xEF are anybody's (proxy-protocol.txt 2.2.8): each reader is for those who stand behind its vendor.

/**
 * The id of the VPC endpoint (`vpce-…`) through which AWS PrivateLink brought the connection to a Network Load
 * Balancer: TLV 0xEA, kind 1, ASCII (AWS, "Proxy protocol" of the NLB's target groups).
 *
 * @throws {ProxyProtocolError} `tlv-duplicate`, `tlv-length`, `tlv-text`.
 */
export function awsVpcEndpointId(header: ProxyHeader): string | undefined {
  const value = valueOfKind(header, TLV.AWS, 1);
  return value && asciiText(value);
}

/**
 * The LinkID of the private endpoint that an Azure Private Link connection came through: TLV 0xEE, kind 1, four bytes,
 * the lowest first (Azure, "What is Azure Private Link service?"). Consumers' addresses may overlap: a client is
 * known by LinkID and address together.
 *
 * @throws {ProxyProtocolError} `tlv-duplicate`, `tlv-length`.
 */
export function azurePrivateEndpointLinkId(header: ProxyHeader): number | undefined {
  const value = valueOfKind(header, TLV.AZURE, 1);
  if (value === undefined) return undefined;
  if (value.length !== 4) throw wrongLength(TLV.AZURE, value.length + 1);
  return wordAt(value.toReversed(), 0) >>> 0;
}

/**
 * The id of the Google Cloud Private Service Connect connection: TLV 0xE0, eight bytes in network order, beyond what a
 * JavaScript number holds (Google Cloud, "Publish services by using Private Service Connect").
 *
 * @throws {ProxyProtocolError} `tlv-duplicate`, `tlv-length`.
 */
export function gcpPscConnectionId(header: ProxyHeader): bigint | undefined {
  const value = valueOf(header.tlvs, TLV.GCP);
  if (value === undefined) return undefined;
  if (value.length !== 8) throw wrongLength(TLV.GCP, value.length);
  let id = 0n;
  for (let i = 0; i < 8; i++) id = (id << 8n) | BigInt(byteAt(value, i));
  return id;
}

/** Where a connection through Alibaba Cloud's PrivateLink came from. */
export interface AlibabaPrivateLink {
  readonly vpcId: string | undefined;
  readonly endpointId: string | undefined;
  readonly endpointServiceId: string | undefined;
}

/**
 * What a Network Load Balancer of Alibaba Cloud says of a PrivateLink connection: TLVs 0xE1, kinds 1, 2 and 3, ASCII
 * (Alibaba Cloud, "Obtain client IP addresses" of NLB); undefined if it says nothing.
 *
 * @throws {ProxyProtocolError} `tlv-duplicate`, `tlv-length`, `tlv-text`.
 */
export function alibabaPrivateLink(header: ProxyHeader): AlibabaPrivateLink | undefined {
  const [vpcId, endpointId, endpointServiceId] = [1, 2, 3].map((kind) => {
    const value = valueOfKind(header, TLV.ALIBABA, kind);
    return value && asciiText(value);
  });
  const found = vpcId ?? endpointId ?? endpointServiceId;
  return found === undefined ? undefined : { vpcId, endpointId, endpointServiceId };
}

/**
 * The identity of the caller (`spiffe://…`) as Istio's ztunnel proved it by mutual TLS and says it over the loopback
 * connection to an application that is its own waypoint: TLV 0xD0, UTF-8 (istio/ztunnel, src/proxy.rs). Every
 * process that can connect over loopback can write it.
 *
 * @throws {ProxyProtocolError} `tlv-duplicate`, `tlv-text`.
 */
export function ztunnelIdentity(header: ProxyHeader): string | undefined {
  const value = valueOf(header.tlvs, TLV.ZTUNNEL);
  return value && utf8Text(value);
}

function wrongLength(type: number, length: number): ProxyProtocolError {
  return new ProxyProtocolError("tlv-length", `${named(type)} of ${length} bytes`);
}
