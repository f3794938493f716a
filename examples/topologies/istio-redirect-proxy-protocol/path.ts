import { istio, type Path } from "@client-ip/express";

/**
 * The balancer's PROXY header keeps the client's address. The other hops are the same as without
 * it.
 */
export const path: Path = [
  { name: "nlb", tells: "source-address" },
  ...istio({ gateway: "istio-system/istio-ingressgateway-service-account", mode: "sidecar" }),
];
