/** A request that is recorded, or made by `requestThrough` for the first folder's path. */
export type Choice =
  | { readonly recording: string }
  | { readonly made: "honest" | "forged"; readonly via?: string };

/** A topology of the gallery: its title, the folders of examples/topologies, its requests. */
export type ChosenTopology = readonly [
  title: string,
  folders: readonly string[],
  ...requests: Choice[],
];

const recorded = (recording: string): Choice => ({ recording });
const HONEST: Choice = { made: "honest" };
const FORGED: Choice = { made: "forged" };

/** One honest request of each topology, if there can be one, and one or two forged ones. */
export const CHOICES: readonly ChosenTopology[] = [
  [
    "nginx",
    ["nginx", "docker-compose"],
    recorded("nginx-1.22.1-realip-off-direct-none/cidr"),
    recorded("nginx-1.22.1-add-xff-xff-ws/cidr"),
    recorded("nginx-1.22.1-overwrite-xff-xff-one/x-real-ip"),
  ],
  [
    "nginx with Forwarded",
    ["nginx-forwarded"],
    recorded("nginx-1.22.1-forwarded-recipe-none-v6/forwarded"),
    recorded("nginx-1.22.1-forwarded-recipe-forwarded/forwarded"),
    recorded("nginx-1.22.1-forwarded-host-forged-comma/default"),
  ],
  [
    "nginx over a unix socket",
    ["nginx-unix-socket"],
    recorded("nginx-1.22.1-unix-upstream-none/x-real-ip"),
    recorded("nginx-1.22.1-unix-upstream-xff-one/cidr"),
    recorded("nginx-1.22.1-unix-upstream-xff-garbage/cidr"),
  ],
  [
    "HAProxy",
    ["haproxy"],
    recorded("haproxy-2.6.12-expect-proxy-trusted/cidr"),
    recorded("haproxy-2.6.12-chain-8343-xff-one/cidr"),
    recorded("haproxy-2.6.12-originalto-xff-2lines/cidr"),
  ],
  [
    "Apache",
    ["apache"],
    recorded("apache-remoteip-internal-direct-none-v6/cidr"),
    recorded("apache-proxyaddheaders-on-xff-one-v6/cidr"),
    recorded("apache-proxyaddheaders-on-forwarded+xff/cidr"),
  ],
  [
    "Caddy",
    ["caddy"],
    recorded("caddynew-private-ranges-direct-none-v6/cidr"),
    recorded("caddy26-rp-trust-all-xff-spoof-lb/cidr"),
  ],
  [
    "Varnish",
    ["varnish"],
    recorded("varnish-unset-set-none/cidr"),
    recorded("varnish-default-xff-one-v6/cidr"),
    recorded("varnish-default-xff-trailing-comma/cidr"),
  ],
  ["Envoy", ["envoy", "istio-ingress"], HONEST, recorded("edge-n0-v6-xff1/xff")],
  [
    "Envoy with x-envoy-external-address",
    ["istio-ingress-external-address", "istio-ingress-internal-addresses"],
    recorded("ppin-obs-v1/xeea"),
    recorded("edge-n0-ext-underscore/xeea"),
    recorded("ppin-int-v2-local-xeea/xeea"),
  ],
  [
    "A balancer, then Envoy",
    ["istio-ingress-balancer"],
    recorded("edge-n1-lb-private-client/chain"),
    recorded("edge-n1-bypass-xff6bracketport/chain"),
  ],
  [
    "Two HTTP proxies",
    ["haproxy-nginx", "haproxy-caddy"],
    recorded("apache-apache-nginx-none-v6/cidr"),
    recorded("haproxy-2.6.12-haproxy-nginx-append-xff-empty-elems/cidr"),
  ],
  [
    "Three HTTP proxies",
    ["haproxy-nginx-envoy"],
    recorded("edge-int-n2-lb-private-client/chain"),
    recorded("edge-n2-bypass-xff1/chain"),
  ],
  [
    "Two entry points",
    ["two-doors"],
    { made: "honest", via: "cdn" },
    { made: "forged", via: "balancer" },
  ],
  ["A secret behind source NAT", ["edge-masquerade"], HONEST, FORGED],
  [
    "Networks that keep the source address",
    [
      "dnat",
      "dsr",
      "haproxy-transparent",
      "nginx-transparent",
      "nginx-transparent-keepalive",
      "nginx-transparent-one-request",
      "toa",
      "gateway-proxy-protocol-tproxy",
    ],
    HONEST,
    FORGED,
  ],
  [
    "Networks that lose the source address",
    ["dnat-masquerade", "istio-ingress-snat"],
    recorded("nginx-1.22.1-l4-l7-naive-none/edge-hidden"),
    recorded("edge-n2-snat-all/lb-hidden"),
  ],
  [
    "HAProxy with PROXY headers",
    ["haproxy-proxy-protocol", "haproxy-haproxy", "haproxy-tls-passthrough", "curl-proxy-protocol"],
    recorded("haproxy-2.6.12-pp-both-keywords-none-v6/proxy"),
    recorded("haproxy-2.6.12-ppin-8350-double-v1/proxy"),
  ],
  [
    "HAProxy that ends TLS",
    ["haproxy-tls"],
    recorded("haproxy-2.6.12-pp-v2-ssl-cn-mtls-resume-b/proxy"),
    recorded("haproxy-2.6.12-forwardfor+pp2-xff-one/proxy"),
  ],
  [
    "Two PROXY headers",
    ["haproxy-haproxy-two-headers"],
    recorded("haproxy-2.6.12-chain-8348-none-v6/proxy"),
    recorded("haproxy-2.6.12-chain-8348-xff-one/proxy"),
  ],
  [
    "nginx stream",
    ["nginx-stream", "nginx-stream-chain"],
    recorded("nginx-1.22.1-stream-ppin-realip-pp1-v2-6/proxy"),
    recorded("nginx-1.31.5-stream-pp2-xff-2lines/proxy"),
  ],
  [
    "Envoy as a TCP proxy",
    ["envoy-proxy-protocol", "haproxy-envoy"],
    recorded("ppout-t-v2-in-v1-6/proxy"),
    recorded("ppout-t-v2-inner-v1/proxy"),
  ],
  [
    "Envoy with PROXY headers",
    ["envoy-http-proxy-protocol"],
    recorded("ppout-h-v2-added-v4/proxy"),
    recorded("ppout-h-v2-ura0-xff1/proxy"),
  ],
  [
    "Varnish with PROXY headers",
    ["varnish-proxy-protocol"],
    recorded("varnish-pp2-none/proxy"),
    recorded("varnish-pp2-xff-2lines/proxy"),
  ],
  [
    "Caddy with PROXY headers",
    ["caddy-proxy-protocol"],
    recorded("caddynew-pp2-upstream-none/proxy"),
    recorded("caddynew-pp2-upstream-trusted-lb-lb-forged/proxy+xff"),
  ],
  [
    "stunnel",
    ["stunnel-proxy-protocol"],
    recorded("tls-stunnel-pp-none-v6/proxy"),
    recorded("tls-stunnel-pp-xff-one/proxy"),
  ],
  [
    "hitch",
    ["hitch-proxy-protocol"],
    recorded("tls-hitch-v2-tls12/proxy"),
    recorded("tls-hitch-v2-plain/proxy"),
  ],
  ["A TCP gateway", ["gateway-proxy-protocol"], HONEST, FORGED],
  ["A sidecar with PROXY headers", ["gateway-proxy-protocol-redirect"], HONEST, FORGED],
  ["nginx, then three TCP balancers", ["http-to-proxy-chain"], HONEST, FORGED],
  [
    "PROXY headers that an HTTP proxy reads",
    ["proxy-chain-to-http", "istio-ingress-proxy-protocol"],
    recorded("nginx-1.22.1-pp-addr-v1-6/cidr"),
    recorded("nginx-1.22.1-l4-l7-realip-xff-spoof-lb/cidr"),
  ],
  [
    "Istio sidecars with REDIRECT",
    ["istio-redirect", "istio-redirect-proxy-protocol", "envoy-mesh"],
    recorded("xfcc-gw-SANITIZE_SET-APPEND_FORWARD-nosan-none/identity"),
    recorded("xfcc-gw-APPEND_FORWARD-APPEND_FORWARD-nosan-forged/identity"),
    recorded("xfcc-podattack-APPEND_FORWARD-plaintext/identity"),
  ],
  [
    "Istio sidecars with TPROXY",
    ["istio-tproxy"],
    recorded("mesh-osrc-tcp/tproxy"),
    recorded("mesh-osrc-xeea/tproxy"),
  ],
  ["Istio ambient mode", ["ambient", "ambient-waypoint"], HONEST, FORGED],
  ["Linkerd", ["linkerd"], HONEST, FORGED],
];
