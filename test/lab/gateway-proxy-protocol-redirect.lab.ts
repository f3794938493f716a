import { byBalancer, DRAWING, FORGED_PROXY, GATEWAY, HOSTS } from "./level-four.ts";
import { resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const via = ["sidecar"];
const app = "http://172.17.0.57:3000/";

scenario({
  name: "gateway-proxy-protocol-redirect",
  title: "A gateway at level 4, and a sidecar that hides it",
  about: `As in [a gateway at level 4](gateway-proxy-protocol.md), the gateway sends a PROXY header and the application reads it. Between
them is a sidecar under \`interceptionMode: REDIRECT\`, Istio's default, that passes bytes on: every connection comes from
127.0.0.6. The header arrives, but its sender cannot be told from any other pod, and PROXY protocol has no other proof. The
library lets you write it, says what it thinks of it, and grades each answer \`count\`, not \`address\`. It is as good as the rule
that closes the port to all but the gateway, and no better; without such a rule, do not use it.

Envoy stands for Istio's gateway and sidecar. The manifests are those that lead there; no Istio runs in the test.`,
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
      what: "sends a PROXY header straight to the pod, which `app.sh` closes to it",
      to: app,
      begins: FORGED_PROXY,
      sees: "connection refused",
    },
    {
      from: "pod",
      what: "sends a PROXY header straight to the pod: **WRONG, it comes from 127.0.0.6 like the gateway's**",
      after: { on: "app", run: "iptables -F INPUT" },
      to: app,
      begins: FORGED_PROXY,
      sees: resolved("6.6.6.6", via, "count", { peer: "127.0.0.6" }),
    },
    { from: "pod", what: "calls the pod without a header", to: app, sees: "connection closed" },
  ],
  manifests: ["../gateway-proxy-protocol/kubernetes-gateway.yaml", "kubernetes.yaml"],
  traps: [
    `Better: exempt the port from the sidecar (\`traffic.sidecar.istio.io/excludeInboundPorts\`), so that the application sees
  [the gateway's own address](gateway-proxy-protocol.md).`,
    `The remedy that the finding names, \`istio()\`, is for a gateway that reads requests, and is known by its certificate
  ([Istio, interception mode REDIRECT](istio-redirect.md)). A connection that is only passed on has no such header.`,
    `A network policy is needed for the gateway's port, too, which must be closed to all but the balancer.`,
    `\`{ address: "127.0.0.6", tells: "nothing" }\` is what to write where the port cannot be closed: nobody is resolved then.`,
  ],
});
