import { byBalancer, DRAWING, FORGED_PROXY, GATEWAY, HOSTS } from "./level-four.ts";
import { resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const via = ["sidecar"];
const app = "http://172.17.0.57:3000/";

scenario({
  name: "gateway-proxy-protocol-redirect",
  presets: ["awsNlb"],
  title: "PROXY protocol through a TCP gateway and an Istio sidecar under REDIRECT",
  about: `As with [a TCP gateway](gateway-proxy-protocol.md), the gateway sends a PROXY header and the application reads
it. Between them is a sidecar under \`interceptionMode: REDIRECT\`, Istio's default, that forwards bytes: every
connection comes from 127.0.0.6. The header arrives, but its sender cannot be distinguished from any other pod.
PROXY protocol has no other proof.

The library accepts such a path, reports a finding, and gives each resolution the proof \`count\`, not \`address\`.
It is only as good as the rule that closes the port to all peers except the gateway. Without such a rule, do not
use it.

Envoy stands in for Istio's gateway and sidecar. The manifests are the matching Istio configuration. The test
does not run Istio.`,
  hosts: HOSTS,
  drawing: [...DRAWING, ["app", "the sidecar calls the application, from 127.0.0.6", "app"]],
  app: "app",
  applications: ["express-proxy-protocol"],
  tasks: [
    { on: "app", runs: "sh", file: "../istio-redirect/iptables.sh" },
    { on: "app", runs: "sh", file: "app.sh" },
    { on: "app", runs: "envoy", file: "sidecar.yaml", port: 15006, as: "1337:1337" },
    ...GATEWAY,
  ],
  visits: [
    ...byBalancer((clientIp) => resolved(clientIp, via, "count", { peer: "127.0.0.6" })),
    {
      from: "pod",
      what: "sends a PROXY header to the pod directly, which `app.sh` blocks",
      to: app,
      begins: FORGED_PROXY,
      sees: "connection refused",
    },
    {
      from: "pod",
      what: "sends a PROXY header to the pod directly: **WRONG, it comes from 127.0.0.6 like the gateway's**",
      after: { on: "app", run: "iptables -F INPUT" },
      to: app,
      begins: FORGED_PROXY,
      sees: resolved("6.6.6.6", via, "count", { peer: "127.0.0.6" }),
    },
    { from: "pod", what: "calls the pod without a header", to: app, sees: "connection closed" },
  ],
  manifests: ["../gateway-proxy-protocol/kubernetes-gateway.yaml", "kubernetes.yaml"],
  traps: [
    `Better: exempt the port from the sidecar (\`traffic.sidecar.istio.io/excludeInboundPorts\`), so that the
  application sees [the gateway's own address](gateway-proxy-protocol.md).`,
    `The finding's remedy, \`istio()\`, is for a gateway that reads requests and is recognized by its certificate
  ([Istio REDIRECT](istio-redirect.md)). A forwarded TCP connection has no such header.`,
    `The gateway's port needs a NetworkPolicy too: it must be closed to all peers except the balancer.`,
    `If the port cannot be closed, write \`{ address: "127.0.0.6", tells: "nothing" }\`: then no client is resolved.`,
  ],
});
