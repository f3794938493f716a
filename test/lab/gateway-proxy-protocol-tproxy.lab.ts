import { byBalancer, DRAWING, FORGED_PROXY, GATEWAY, HOSTS } from "./level-four.ts";
import { resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const via = ["sidecar"];
const app = "http://172.17.0.57:3000/";

scenario({
  name: "gateway-proxy-protocol-tproxy",
  title: "A gateway at level 4: the sidecar restores the client's address",
  about: `As in [a gateway at level 4](gateway-proxy-protocol.md), a balancer and an ingress gateway pass the client's address on by PROXY
protocol. Here the application's sidecar reads the header, under \`interceptionMode: TPROXY\`, and calls the application from the
client's address: an application that knows nothing of PROXY protocol has the client as its peer. There is nothing to
configure, and nothing that the application could check: who may reach the port decides who can name a client.

Envoy stands for Istio's gateway and sidecar. The manifests are those that lead there; no Istio runs in the test.`,
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
      what: "calls over IPv6, where the pod has IPv4 only",
      to: "http://[2001:db8::1]/",
      patience: 1000,
      sees: "no answer",
    },
    {
      from: "pod",
      what: "sends a PROXY header straight to the pod, which `app.sh` closes to it",
      to: app,
      begins: FORGED_PROXY,
      sees: "connection refused",
    },
    {
      from: "pod",
      what: "sends a PROXY header straight to the pod: **WRONG, the sidecar takes anybody's word**",
      after: { on: "app", run: "iptables -F INPUT" },
      to: app,
      begins: FORGED_PROXY,
      sees: resolved("6.6.6.6", via, "none", { peer: "6.6.6.6" }),
    },
    { from: "pod", what: "calls the pod without a header", to: app, sees: "connection closed" },
  ],
  manifests: ["../gateway-proxy-protocol/kubernetes-gateway.yaml", "kubernetes.yaml"],
  traps: [
    `Any pod that reaches the port can be any client: the kernel itself tells the application so, and no middleware can notice. Close the
  port to all but the gateway, by a network policy or as in \`app.sh\`, or let
  [the application read the header](gateway-proxy-protocol.md), which knows the gateway's address.`,
    `The same is true of the gateway's port, which must be closed to all but the balancer.`,
    `The order of the filters matters. With \`original_dst\` before \`proxy_protocol\`, the sidecar calls the address that the header names, which is the
  balancer's, and no request arrives.`,
    `The sidecar can take no address of the other family: where pods have IPv4 only, a client of IPv6 is not answered, and neither is one
  of IPv4 whom the balancer names as \`::ffff:203.0.113.7\`, as HAProxy does behind \`bind … v4v6\`.`,
    `The sidecar wants the header on each connection to the pod: probes and other pods that send none are refused.`,
  ],
});
