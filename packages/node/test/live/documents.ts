import type { ListFormat } from "@client-ip/core";
import type { Selection } from "../../src/live/formats.ts";

/** A document of a format, made from prefixes. */
export interface Sample {
  readonly format: ListFormat;
  readonly selection: Selection;
  readonly make: (v4: readonly unknown[], v6: readonly unknown[]) => unknown;
}

const aws = (service: string, region: string) => ({
  service,
  region,
  network_border_group: region,
});

/** Each format as its vendor sends it, with other entries that are not selected. */
export const SAMPLES: readonly Sample[] = [
  {
    format: "aws",
    selection: { service: "CLOUDFRONT_ORIGIN_FACING" },
    make: (v4, v6) => ({
      syncToken: "1753377187",
      createDate: "2025-07-24-17-13-07",
      prefixes: [
        { ip_prefix: "198.18.0.0/16", ...aws("EC2", "eu-central-1") },
        ...v4.map((ip_prefix) => ({ ip_prefix, ...aws("CLOUDFRONT_ORIGIN_FACING", "GLOBAL") })),
      ],
      ipv6_prefixes: v6.map((ipv6_prefix) => ({
        ipv6_prefix,
        ...aws("CLOUDFRONT_ORIGIN_FACING", "GLOBAL"),
      })),
    }),
  },
  {
    format: "azure",
    selection: { tag: "AzureFrontDoor.Backend" },
    make: (v4, v6) => ({
      changeNumber: 340,
      cloud: "Public",
      values: [
        { name: "Sql", id: "Sql", properties: { addressPrefixes: ["198.18.0.0/16"] } },
        {
          name: "AzureFrontDoor.Backend",
          id: "AzureFrontDoor.Backend",
          properties: { changeNumber: 29, region: "", addressPrefixes: [...v4, ...v6] },
        },
      ],
    }),
  },
  { format: "bunny", selection: {}, make: (v4, v6) => [...v4, ...v6] },
  {
    format: "cloudflare",
    selection: {},
    make: (v4, v6) => ({
      result: { ipv4_cidrs: v4, ipv6_cidrs: v6, etag: "38f79d050aa027e3be3865e495dcc9bc" },
      success: true,
      errors: [],
      messages: [],
    }),
  },
  { format: "fastly", selection: {}, make: (v4, v6) => ({ addresses: v4, ipv6_addresses: v6 }) },
  {
    format: "google",
    selection: { service: "Google Cloud", region: "europe-west1" },
    make: (v4, v6) => ({
      syncToken: "1753362301123",
      creationTime: "2025-07-24T13:05:01.12345",
      prefixes: [
        { ipv4Prefix: "198.18.0.0/16", service: "Google Cloud", scope: "us-east1" },
        ...v4.map((ipv4Prefix) => ({
          ipv4Prefix,
          service: "Google Cloud",
          scope: "europe-west1",
        })),
        ...v6.map((ipv6Prefix) => ({
          ipv6Prefix,
          service: "Google Cloud",
          scope: "europe-west1",
        })),
      ],
    }),
  },
  {
    format: "imperva",
    selection: {},
    make: (v4, v6) => ({
      ipRanges: v4,
      ipv6Ranges: v6,
      res: 0,
      res_message: "OK",
      debug_info: { "id-info": "13007" },
    }),
  },
];
