import { FORGED_HEADERS, resolved, unresolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const outer = "http://203.0.113.1:8080/";
const inner = "http://10.1.0.10:8080/";
const source = "x-envoy-external-address";
const via = ["gateway"];

scenario({
  name: "istio-ingress-internal-addresses",
  title:
    "A gateway that takes private addresses for internal: x-envoy-external-address can be forged",
  about: `Envoy sets \`x-envoy-external-address\` for external requests only. A request is internal if its client has an address of
\`internal_address_config\` and it came without \`X-Forwarded-For\`; then whatever the client wrote into the header passes on
unchanged. Up to Envoy 1.32 all private addresses were internal by default; Cilium and Pomerium still set them so, and in
Istio an EnvoyFilter or \`ENABLE_HCM_INTERNAL_NETWORKS\` does. Clients with a private address are all those in the same network,
and everybody behind a balancer that hides its peers. The library cross-checks the header with \`X-Forwarded-For\`, to which
Envoy appends its peer all the same: a forged one is a \`conflict\`.`,
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
      what: "calls, and Envoy names nobody",
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
      what: "forges two lines of it",
      to: inner,
      sends: ["X-Envoy-External-Address: 6.6.6.6", "X-Envoy-External-Address: 10.1.0.9"],
      sees: unresolved("malformed", via, "address"),
    },
    {
      from: "insider",
      what: "forges X-Forwarded-For beside it, and is no longer internal",
      to: inner,
      sends: ["X-Envoy-External-Address: 6.6.6.6", "X-Forwarded-For: 6.6.6.6"],
      sees: resolved("10.1.0.9", via, "address", { source }),
    },
    {
      from: "insider",
      what: "says who it is",
      to: inner,
      sends: ["X-Envoy-External-Address: 10.1.0.9"],
      sees: resolved("10.1.0.9", via, "address", { source }),
    },
  ],
  traps: [
    `Whoever reads \`x-envoy-external-address\` without the cross-check takes 6.6.6.6 for the client here.`,
    `Honest clients with a private address are \`missing\`: Envoy does not name them. \`envoy({ address })\`, which reads
  \`X-Forwarded-For\`, names them all; leave \`internal_address_config\` empty, or read that.`,
    `\`skip_xff_append\`, which Cilium sets too, leaves nothing to check with: its \`X-Forwarded-For\` is the client's own.`,
  ],
});
