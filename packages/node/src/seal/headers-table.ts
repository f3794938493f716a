/** What a header is read for. */
type HeaderSubject = "address" | "scheme" | "host" | "certificate";

/** A header that programs believe, although any client can send it. */
export interface BelievedHeader {
  /** In lower case. */
  readonly header: string;
  readonly subject: HeaderSubject;
  /** Who reads it: the product with its version, and where in its source. */
  readonly readers: readonly string[];
}

const SENTRY = "@sentry/core 11.12.0 build/esm/vendor/getIpAddress.js";
const DATADOG = "dd-trace 5.132.0 packages/dd-trace/src/plugins/util/ip_extractor.js";
const OTEL = "@opentelemetry/instrumentation-http 0.223.0 build/src/utils.js";
const REQUEST_IP = "request-ip 3.3.0 lib/index.js";
const SUPERCHARGE = "@supercharge/request-ip 1.2.0 dist/request.js";
const ARCJET = "@arcjet/ip 1.13.0 dist/index.js";
const FORWARDED_FOR = "forwarded-for 1.1.0 index.js";
const IPWARE = "ipware 2.0.0 defaults.json";
const ASTRO = "astro 7.3.5 dist/core/app/node.js";
const SRVX = "srvx 1.0.8 dist/_chunks/_trust-proxy.mjs";
const REMIX_UTILS = "remix-utils 9.3.1 build/server/get-client-ip-address.js";
const AUTH = "@auth/core 0.41.3 lib/utils/env.js";

/** A name that only a vendor's proxy writes. Applications behind that vendor read it. */
const by = (vendor: string): readonly string[] => [`applications behind ${vendor}`];

/**
 * The headers that a seal removes: each one from which a program in the same process reads the
 * client's address, the scheme, the host or the client's certificate.
 *
 * Not in it: X-Forwarded-Port and X-Forwarded-Prefix, which say nothing about the client, and Via,
 * which names proxies.
 */
export const BELIEVED_HEADERS: readonly BelievedHeader[] = [
  {
    header: "x-forwarded-for",
    subject: "address",
    readers: [
      SENTRY,
      DATADOG,
      OTEL,
      "@better-auth/core 1.7.25 dist/utils/ip.mjs",
      "forwarded 0.2.0 index.js, which Express 5.3.0 uses",
      "@fastify/forwarded 3.1.2 index.js, which Fastify 5.12.8 uses",
      "koa 3.3.0 lib/request.js",
      "h3 2.0.8 dist/cache.mjs",
      SRVX,
      ASTRO,
      "hono 4.13.19 dist/adapter/aws-lambda/conninfo.js",
      "@aikidosec/firewall 1.8.36 helpers/getIPAddressFromRequest.js",
      "newrelic 13.20.0 lib/header-attributes.js",
      REQUEST_IP,
      SUPERCHARGE,
      ARCJET,
      FORWARDED_FOR,
      IPWARE,
    ],
  },
  {
    header: "forwarded",
    subject: "address",
    readers: [OTEL, SENTRY, DATADOG, REQUEST_IP, SUPERCHARGE, FORWARDED_FOR, IPWARE],
  },
  { header: "x-forwarded", subject: "address", readers: [SENTRY, REQUEST_IP, SUPERCHARGE, ARCJET] },
  { header: "forwarded-for", subject: "address", readers: [SENTRY, DATADOG, REQUEST_IP, ARCJET] },
  {
    header: "x-real-ip",
    subject: "address",
    readers: [
      SENTRY,
      DATADOG,
      "hono 4.13.19 dist/adapter/vercel/conninfo.js",
      "@adonisjs/http-server 7.8.1 build/chunk-RSZ2AJQK.js",
      REQUEST_IP,
      SUPERCHARGE,
      ARCJET,
      FORWARDED_FOR,
    ],
  },
  { header: "x-client-ip", subject: "address", readers: [SENTRY, DATADOG, REQUEST_IP, ARCJET] },
  { header: "true-client-ip", subject: "address", readers: [SENTRY, DATADOG, REQUEST_IP, ARCJET] },
  {
    header: "x-cluster-client-ip",
    subject: "address",
    readers: [SENTRY, DATADOG, REQUEST_IP, ARCJET],
  },
  {
    header: "cf-connecting-ip",
    subject: "address",
    readers: [
      SENTRY,
      DATADOG,
      "hono 4.13.19 dist/adapter/cloudflare-workers/conninfo.js",
      REQUEST_IP,
      ARCJET,
    ],
  },
  { header: "cf-connecting-ipv6", subject: "address", readers: [DATADOG] },
  { header: "cf-pseudo-ipv4", subject: "address", readers: by("Cloudflare") },
  { header: "fastly-client-ip", subject: "address", readers: [SENTRY, DATADOG, REQUEST_IP] },
  { header: "fly-client-ip", subject: "address", readers: [SENTRY, ARCJET] },
  { header: "x-vercel-forwarded-for", subject: "address", readers: [SENTRY, ARCJET] },
  { header: "x-vercel-proxied-for", subject: "address", readers: by("Vercel") },
  { header: "x-appengine-user-ip", subject: "address", readers: [REQUEST_IP, ARCJET] },
  { header: "x-fah-client-ip", subject: "address", readers: [ARCJET] },
  { header: "do-connecting-ip", subject: "address", readers: [ARCJET] },
  { header: "http-x-forwarded-for", subject: "address", readers: [REMIX_UTILS] },
  { header: "oxygen-buyer-ip", subject: "address", readers: [REMIX_UTILS] },
  { header: "z-forwarded-for", subject: "address", readers: [FORWARDED_FOR] },
  { header: "client-ip", subject: "address", readers: [IPWARE] },
  { header: "http-client-ip", subject: "address", readers: [IPWARE] },
  { header: "http-x-real-ip", subject: "address", readers: [IPWARE] },
  { header: "http-x-forwarded", subject: "address", readers: [IPWARE] },
  { header: "http-x-cluster-client-ip", subject: "address", readers: [IPWARE] },
  { header: "http-forwarded-for", subject: "address", readers: [IPWARE] },
  { header: "http-forwarded", subject: "address", readers: [IPWARE] },
  { header: "http-via", subject: "address", readers: [IPWARE] },
  { header: "remote-addr", subject: "address", readers: [IPWARE] },
  { header: "x-arcjet-ip", subject: "address", readers: [ARCJET] },
  { header: "ali-cdn-real-ip", subject: "address", readers: by("Alibaba Cloud CDN") },
  { header: "cloudfront-viewer-address", subject: "address", readers: by("Amazon CloudFront") },
  { header: "eo-connecting-ip", subject: "address", readers: by("Tencent EdgeOne") },
  { header: "incap-client-ip", subject: "address", readers: by("Imperva") },
  { header: "x-azure-clientip", subject: "address", readers: by("Azure Front Door") },
  { header: "x-azure-socketip", subject: "address", readers: by("Azure Front Door") },
  { header: "x-envoy-external-address", subject: "address", readers: by("Envoy") },
  { header: "x-nf-client-connection-ip", subject: "address", readers: by("Netlify") },
  { header: "x-original-forwarded-for", subject: "address", readers: by("ingress-nginx") },
  { header: "x-original-for", subject: "address", readers: by("ASP.NET Core and YARP") },
  { header: "proxy-client-ip", subject: "address", readers: by("Oracle WebLogic's plug-in") },
  { header: "wl-proxy-client-ip", subject: "address", readers: by("Oracle WebLogic's plug-in") },
  {
    header: "x-forwarded-proto",
    subject: "scheme",
    readers: [
      OTEL,
      "Express 5.3.0 lib/request.js",
      "Fastify 5.12.8 lib/request.js",
      "koa 3.3.0 lib/request.js",
      "express-session 1.19.0 index.js",
      "h3 2.0.8 dist/cache.mjs",
      SRVX,
      ASTRO,
      AUTH,
      "@adonisjs/http-server 7.8.1 build/chunk-RSZ2AJQK.js",
      FORWARDED_FOR,
    ],
  },
  { header: "x-forwarded-scheme", subject: "scheme", readers: by("ingress-nginx") },
  { header: "x-scheme", subject: "scheme", readers: by("ingress-nginx") },
  { header: "x-forwarded-protocol", subject: "scheme", readers: by("older set-ups of nginx") },
  { header: "x-forwarded-ssl", subject: "scheme", readers: by("older set-ups of nginx") },
  { header: "x-url-scheme", subject: "scheme", readers: by("older set-ups of nginx") },
  { header: "front-end-https", subject: "scheme", readers: by("Microsoft's ISA and TMG") },
  { header: "x-arr-ssl", subject: "scheme", readers: by("IIS and Azure App Service") },
  { header: "cf-visitor", subject: "scheme", readers: by("Cloudflare") },
  { header: "cloudfront-forwarded-proto", subject: "scheme", readers: by("Amazon CloudFront") },
  { header: "z-forwarded-proto", subject: "scheme", readers: [FORWARDED_FOR] },
  { header: "forwarded-proto", subject: "scheme", readers: [FORWARDED_FOR] },
  { header: "x-real-proto", subject: "scheme", readers: [FORWARDED_FOR] },
  {
    header: "x-forwarded-host",
    subject: "host",
    readers: [
      OTEL,
      "Express 5.3.0 lib/request.js",
      "Fastify 5.12.8 lib/request.js",
      "koa 3.3.0 lib/request.js",
      "h3 2.0.8 dist/cache.mjs",
      SRVX,
      ASTRO,
      AUTH,
      "@adonisjs/http-server 7.8.1 build/chunk-RSZ2AJQK.js",
    ],
  },
  { header: "x-original-host", subject: "host", readers: by("Azure Application Gateway") },
  { header: "x-forwarded-client-cert", subject: "certificate", readers: by("Envoy and Istio") },
];
