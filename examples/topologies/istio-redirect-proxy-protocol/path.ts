import { istio, type Path } from "@client-ip/express";

/** The balancer keeps the client's address, by its PROXY header. The rest is as without it. */
export const path: Path = [
  { name: "nlb", tells: "source-address" },
  ...istio({ gateway: "istio-system/istio-ingressgateway", mode: "sidecar" }),
];
