import type { Evidence, Hop, OneOf, ProxyHeader } from "@client-ip/core";
import { decode } from "@client-ip/proxy-protocol";

/** A path and a request through it, as docs/walk.md shows them. */
export interface WalkCase {
  /** The picture is docs/images/walk-NAME.svg. */
  readonly name: string;
  readonly path: readonly (Hop | OneOf)[];
  /** `peer ADDRESS`, PROXY headers of version 1, header lines. */
  readonly request: readonly string[];
}

const cdn: Hop = {
  name: "cdn",
  address: "198.51.100.0/24",
  secret: { header: "X-Origin-Key", value: "0b7d41c6-only-the-cdn-knows" },
  tells: "x-forwarded-for",
  proto: "x-forwarded-proto",
  host: "x-forwarded-host",
};
const nginx: Hop = {
  name: "nginx",
  address: "10.0.1.10",
  tells: "x-forwarded-for",
  proto: { passes: "x-forwarded-proto" },
  host: { passes: "x-forwarded-host" },
};
const balancer: Hop = { name: "balancer", address: "10.0.0.5", tells: "proxy-protocol" };

const path = [cdn, nginx, balancer];
const request = [
  "peer 10.0.0.5",
  "PROXY TCP4 10.0.1.10 10.0.0.9 40312 8080",
  "Host: origin.example",
  "X-Forwarded-For: 6.6.6.6, 203.0.113.7, 198.51.100.20",
  "X-Forwarded-Proto: https",
  "X-Forwarded-Host: shop.example",
  "X-Origin-Key: 0b7d41c6-only-the-cdn-knows",
];

/** The request with other lines for those that begin so. Without any, they are left out. */
function changed(...changes: readonly (readonly [start: string, ...others: string[]])[]): string[] {
  return request.flatMap((line) => {
    const change = changes.find(([start]) => line.startsWith(start));
    return change === undefined ? [line] : change.slice(1);
  });
}

/** The example first, which the others change. */
export const WALK_CASES: readonly WalkCase[] = [
  { name: "whole", path, request },
  { name: "stranger", path, request: changed(["peer", "peer 203.0.113.7"], ["PROXY"]) },
  {
    name: "unknown-hop",
    path,
    request: changed(["X-Forwarded-For", "X-Forwarded-For: 6.6.6.6, 203.0.113.7"]),
  },
  {
    name: "required",
    path: [{ ...cdn, required: true }, nginx, balancer],
    request: changed(["X-Forwarded-For", "X-Forwarded-For: 6.6.6.6, 203.0.113.7"]),
  },
  { name: "secret", path, request: changed(["X-Origin-Key", "X-Origin-Key: guessed"]) },
  { name: "missing", path, request: changed(["PROXY"]) },
  {
    name: "malformed",
    path,
    request: changed(["X-Forwarded-For", "X-Forwarded-For: 6.6.6.6, 203.0.113.7,"]),
  },
  {
    name: "hidden",
    path,
    request: changed(["X-Forwarded-For", "X-Forwarded-For: 6.6.6.6, unknown, 198.51.100.20"]),
  },
  {
    name: "entry-points",
    path: [
      { oneOf: [cdn, { name: "office", address: "192.0.2.1", tells: "x-forwarded-for" }] },
      nginx,
      balancer,
    ],
    request: changed(
      ["X-Forwarded-For", "X-Forwarded-For: 6.6.6.6, 203.0.113.7, 192.0.2.1"],
      ["X-Origin-Key"],
    ),
  },
  {
    name: "identity",
    path: [
      {
        name: "gateway",
        identity: "spiffe://shop.example/gateway",
        tells: "x-forwarded-for",
        proto: "x-forwarded-proto",
        host: "x-forwarded-host",
      },
      {
        name: "sidecar",
        address: "127.0.0.6",
        tells: "nothing",
        xfcc: "last",
        proto: { passes: "x-forwarded-proto" },
        host: { passes: "x-forwarded-host" },
      },
    ],
    request: changed(
      ["peer", "peer 127.0.0.6"],
      ["PROXY"],
      ["X-Forwarded-For", "X-Forwarded-For: 6.6.6.6, 203.0.113.7"],
      [
        "X-Origin-Key",
        `X-Forwarded-Client-Cert: Hash=${"5e".repeat(32)};URI=spiffe://shop.example/gateway`,
      ],
    ),
  },
  {
    name: "scheme",
    path: [cdn, { ...nginx, proto: "x-forwarded-proto" }, balancer],
    request: changed(["X-Forwarded-Proto", "X-Forwarded-Proto: http"]),
  },
];

/** The request as a server reads it. */
export function evidenceOf({ request: lines }: WalkCase): Evidence {
  const [first = "", ...others] = lines;
  const proxyProtocol: ProxyHeader[] = [];
  const rawHeaders: string[] = [];
  for (const line of others) {
    const proxy = line.startsWith("PROXY ") ? decode(Buffer.from(`${line}\r\n`)) : undefined;
    if (proxy !== undefined) proxyProtocol.push(proxy.header);
    else {
      const colon = line.indexOf(":");
      rawHeaders.push(line.slice(0, colon), line.slice(colon + 1).trim());
    }
  }
  return { peer: first.slice("peer ".length), rawHeaders, proxyProtocol };
}
