import { byBalancer, DRAWING, FORGED_PROXY, GATEWAY, HOSTS } from "./level-four.ts";
import { resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const via = ["sidecar"];
const app = "http://172.17.0.57:3000/";

scenario({
  name: "gateway-proxy-protocol-tproxy",
  presets: ["awsNlb"],
  title: "PROXY protocol through a TCP gateway and an Istio sidecar under TPROXY",
  about: `As with [a TCP gateway](gateway-proxy-protocol.md), a balancer and an ingress gateway pass the client's address
on in PROXY headers. Here the application's sidecar reads the header, under \`interceptionMode: TPROXY\`, and
calls the application from the client's address. The application needs no support for PROXY protocol: the client
is its peer.

The application cannot verify anything. Every peer that may reach the port can name any client.

Envoy stands in for Istio's gateway and sidecar. The manifests are the matching Istio configuration. The test
does not run Istio.`,
  hosts: HOSTS,
  drawing: [...DRAWING, ["app", "the sidecar calls the application, from 203.0.113.7", "app"]],
  app: "app",
  applications: ["express"],
  tasks: [
    { on: "app", runs: "sh", file: "../istio-tproxy/iptables.sh" },
    { on: "app", runs: "sh", file: "app.sh" },
    { on: "app", runs: "envoy", file: "sidecar.yaml", port: 15006, as: "0:1337" },
    ...GATEWAY,
  ],
  visits: [
    ...byBalancer((clientIp) => resolved(clientIp, via, "none", { peer: clientIp })),
    {
      from: "neighbor",
      what: "calls over IPv6, but the pod has only IPv4",
      to: "http://[2001:db8::1]/",
      patience: 1000,
      sees: "no answer",
    },
    {
      from: "pod",
      what: "sends a PROXY header to the pod directly, which `app.sh` blocks",
      to: app,
      begins: FORGED_PROXY,
      sees: "connection refused",
    },
    {
      from: "pod",
      what: "sends a PROXY header to the pod directly: **WRONG, the sidecar trusts every sender**",
      after: { on: "app", run: "iptables -F INPUT" },
      to: app,
      begins: FORGED_PROXY,
      sees: resolved("6.6.6.6", via, "none", { peer: "6.6.6.6" }),
    },
    { from: "pod", what: "calls the pod without a header", to: app, sees: "connection closed" },
  ],
  manifests: ["../gateway-proxy-protocol/kubernetes-gateway.yaml", "kubernetes.yaml"],
  traps: [
    `Any pod that reaches the port can name any client. The kernel itself reports that address to the application,
  and no middleware can detect it. Close the port to all peers except the gateway, by a NetworkPolicy or as in
  \`app.sh\`. Or let [the application read the header](gateway-proxy-protocol.md), which knows the gateway's
  address.`,
    `The gateway's port must be closed to all peers except the balancer as well.`,
    `The order of the filters matters. With \`original_dst\` before \`proxy_protocol\`, the sidecar calls the address in
  the header, which is the balancer's, and no request arrives.`,
    `The sidecar cannot use an address of the other family. If pods have only IPv4, IPv6 clients get no answer.
  Neither do IPv4 clients that the balancer names as \`::ffff:203.0.113.7\`, as HAProxy does behind \`bind … v4v6\`.`,
    `The sidecar requires the header on each connection to the pod: probes and other pods without one are refused.`,
  ],
});
