import { FORGED_HEADERS, resolved, unresolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const outer = "http://203.0.113.1:8080/";
const inner = "http://10.1.0.10:8080/";
const source = "x-envoy-external-address";
const via = ["gateway"];

scenario({
  name: "istio-ingress-internal-addresses",
  title: "Trap: forged x-envoy-external-address with internal_address_config",
  about: `Envoy sets \`x-envoy-external-address\` only for external requests. A request is internal if its client has an
address of \`internal_address_config\` and it came without \`X-Forwarded-For\`. Envoy then forwards the client's own
header unchanged. Up to Envoy 1.32, all private addresses were internal by default. Cilium and Pomerium still
configure that, and in Istio an EnvoyFilter or \`ENABLE_HCM_INTERNAL_NETWORKS\` does.

All clients in the same network have private addresses, and so have all clients behind a balancer with source
NAT. The library cross-checks the header with \`X-Forwarded-For\`, to which Envoy still appends its peer: a forged
header is a \`conflict\`.`,
  hosts: {
    client: { lans: { outside: "203.0.113.7/24" } },
    gateway: { lans: { outside: "203.0.113.1/24", inside: "10.1.0.10/24" } },
    insider: { lans: { inside: "10.1.0.9/24" } },
    app: { lans: { inside: "10.1.0.20/24" } },
  },
  drawing: [
    ["client", "to 203.0.113.1:8080", "gateway"],
    ["insider", "x-envoy-external-address: 6.6.6.6", "gateway"],
    ["gateway", "x-envoy-external-address: 6.6.6.6, X-Forwarded-For: 10.1.0.9", "app"],
  ],
  app: "app",
  applications: ["express"],
  tasks: [{ on: "gateway", runs: "envoy", file: "gateway.yaml", port: 8080 }],
  manifests: ["kubernetes.yaml"],
  visits: [
    {
      from: "client",
      what: "calls",
      to: outer,
      sees: resolved("203.0.113.7", via, "address", { source }),
    },
    {
      from: "client",
      what: "forges x-envoy-external-address: 6.6.6.6",
      to: outer,
      sends: ["X-Envoy-External-Address: 6.6.6.6"],
      sees: resolved("203.0.113.7", via, "address", { source }),
    },
    {
      from: "client",
      what: "forges headers that name 6.6.6.6",
      to: outer,
      sends: FORGED_HEADERS,
      sees: resolved("203.0.113.7", via, "address", { source }),
    },
    {
      from: "insider",
      what: "calls, and Envoy names no client",
      to: inner,
      sees: unresolved("missing", via, "address"),
    },
    {
      from: "insider",
      what: "forges x-envoy-external-address: 6.6.6.6, which reaches the application",
      to: inner,
      sends: ["X-Envoy-External-Address: 6.6.6.6"],
      sees: unresolved("conflict", via, "address"),
    },
    {
      from: "insider",
      what: "forges two x-envoy-external-address lines",
      to: inner,
      sends: ["X-Envoy-External-Address: 6.6.6.6", "X-Envoy-External-Address: 10.1.0.9"],
      sees: unresolved("malformed", via, "address"),
    },
    {
      from: "insider",
      what: "forges X-Forwarded-For too, and is no longer internal",
      to: inner,
      sends: ["X-Envoy-External-Address: 6.6.6.6", "X-Forwarded-For: 6.6.6.6"],
      sees: resolved("10.1.0.9", via, "address", { source }),
    },
    {
      from: "insider",
      what: "sends its own address in x-envoy-external-address",
      to: inner,
      sends: ["X-Envoy-External-Address: 10.1.0.9"],
      sees: resolved("10.1.0.9", via, "address", { source }),
    },
  ],
  traps: [
    `A reader of \`x-envoy-external-address\` without the cross-check takes 6.6.6.6 for the client here.`,
    `Honest clients with a private address are \`missing\`: Envoy does not name them. \`envoy({ address })\` reads
  \`X-Forwarded-For\` and names them all. Use that, or leave \`internal_address_config\` empty.`,
    `With \`skip_xff_append\`, which Cilium sets too, there is no cross-check: \`X-Forwarded-For\` is then the client's
  own.`,
  ],
});
