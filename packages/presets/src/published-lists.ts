import type { ListSource } from "@client-ip/core";
import { BUNNY } from "./address-lists/bunny.ts";
import { CLOUDFLARE } from "./address-lists/cloudflare.ts";
import { FASTLY } from "./address-lists/fastly.ts";
import { IMPERVA } from "./address-lists/imperva.ts";
import type { Snapshot } from "./address-lists/snapshot.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A list of the addresses from which a vendor connects to origins, which the vendor publishes. */
export interface PublishedList {
  /** A copy that is shipped; left out if no license allows one. */
  readonly snapshot?: Snapshot;
  readonly source: ListSource;
  /** In milliseconds. */
  readonly staleAfter: number;
}

/** The name of a preset whose vendor publishes its addresses. */
export type PublishedName =
  | "bunny"
  | "cloudflare"
  | "cloudfront"
  | "edgeOne"
  | "fastly"
  | "imperva";

/**
 * Where vendors publish the addresses from which they connect to origins, by the name of the
 * vendor's preset.
 */
export const PUBLISHED: Readonly<Record<PublishedName, PublishedList>> = {
  bunny: {
    snapshot: BUNNY,
    source: {
      url: [
        "https://bunnycdn.com/api/system/edgeserverlist/plain",
        "https://bunnycdn.com/api/system/edgeserverlist/IPv6/plain",
      ],
      refreshAfter: HOUR,
    },
    staleAfter: 7 * DAY,
  },
  cloudflare: {
    snapshot: CLOUDFLARE,
    source: { url: ["https://www.cloudflare.com/ips-v4", "https://www.cloudflare.com/ips-v6"] },
    staleAfter: 30 * DAY,
  },
  cloudfront: {
    source: {
      url: "https://ip-ranges.amazonaws.com/ip-ranges.json",
      format: "aws",
      service: "CLOUDFRONT_ORIGIN_FACING",
    },
    staleAfter: 7 * DAY,
  },
  edgeOne: {
    // Tencent asks for one request an hour (cloud.tencent.com/document/product/1552/100181).
    source: { url: "https://api.edgeone.ai/ips", refreshAfter: HOUR },
    staleAfter: 7 * DAY,
  },
  fastly: {
    snapshot: FASTLY,
    source: { url: "https://api.fastly.com/public-ip-list", format: "fastly" },
    staleAfter: 30 * DAY,
  },
  imperva: {
    snapshot: IMPERVA,
    source: { url: "https://my.imperva.com/api/integration/v1/ips", format: "imperva" },
    staleAfter: 30 * DAY,
  },
};
