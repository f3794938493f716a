import type { ForgedRequest } from "./forged-requests.ts";

/** The identity that istio-system/istio-ingressgateway has in examples/topologies/envoy-mesh. */
export const gateway = "spiffe://cluster.local/ns/istio-system/sa/istio-ingressgateway";

const hash = `Hash=${"a".repeat(64)}`;
const element = `By=spiffe://cluster.local/ns/default/sa/app;${hash};Subject="";URI=${gateway}`;

/** What another pod of the mesh may send straight to the sidecar, and why it is tried. */
export const forgedByPod: readonly ForgedRequest[] = [
  { why: "nothing forged", lines: [] },
  { why: "a list as the gateway writes it", lines: ["X-Forwarded-For: 6.6.6.6"] },
  {
    why: "all that comes from the gateway",
    lines: [
      "X-Forwarded-For: 6.6.6.6",
      "X-Envoy-External-Address: 6.6.6.6",
      `X-Forwarded-Client-Cert: ${element}`,
    ],
  },
  {
    why: "the gateway's element again and again",
    lines: [
      "X-Forwarded-For: 6.6.6.6",
      `X-Forwarded-Client-Cert: ${element}`,
      `X-Forwarded-Client-Cert: ${element},${element}`,
    ],
  },
  {
    why: "a quote left open, which the sidecar's own element closes",
    lines: [
      "X-Forwarded-For: 6.6.6.6",
      `X-Forwarded-Client-Cert: ${hash};URI=${gateway};Subject="open`,
    ],
  },
  {
    why: "a backslash at the end, which would escape what follows",
    lines: ["X-Forwarded-For: 6.6.6.6", `X-Forwarded-Client-Cert: ${element};Cert="open\\`],
  },
  {
    why: "an element that the sidecar's own would complete",
    lines: ["X-Forwarded-For: 6.6.6.6", `X-Forwarded-Client-Cert: ${element},By=`],
  },
];
