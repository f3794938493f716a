/** The headers from which programs read a client's address: docs/seal.md names the programs. */
export const ADDRESS_HEADERS: readonly string[] = [
  "x-forwarded-for",
  "forwarded",
  "x-forwarded",
  "forwarded-for",
  "x-real-ip",
  "x-client-ip",
  "true-client-ip",
  "x-cluster-client-ip",
  "cf-connecting-ip",
  "cf-connecting-ipv6",
  "cf-pseudo-ipv4",
  "fastly-client-ip",
  "fly-client-ip",
  "x-vercel-forwarded-for",
  "x-vercel-proxied-for",
  "x-appengine-user-ip",
  "x-fah-client-ip",
  "do-connecting-ip",
  "http-x-forwarded-for",
  "oxygen-buyer-ip",
  "z-forwarded-for",
  "client-ip",
  "ali-cdn-real-ip",
  "cloudfront-viewer-address",
  "eo-connecting-ip",
  "incap-client-ip",
  "x-azure-clientip",
  "x-azure-socketip",
  "x-envoy-external-address",
  "x-nf-client-connection-ip",
  "x-original-forwarded-for",
  "x-original-for",
  "proxy-client-ip",
  "wl-proxy-client-ip",
];

/** The headers of the scheme and the host that programs read most. */
export const SCHEME_AND_HOST_HEADERS: readonly string[] = ["x-forwarded-proto", "x-forwarded-host"];

/** The values of a header's lines, first line first. */
export function linesOf(rawHeaders: readonly string[], header: string): readonly string[] {
  return rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]!.toLowerCase() === header);
}
