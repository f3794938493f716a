import { istio, type Path } from "@client-ip/express";

/**
 * The sidecar keeps its caller's address. The gateway is recognized by the address of its pods, and
 * proven by its certificate in X-Forwarded-Client-Cert, which the sidecar writes.
 */
export const path: Path = istio({
  gateway: "istio-system/istio-ingressgateway-service-account",
  gatewayAddress: "172.17.0.20",
  mode: "tproxy",
  xfcc: "only",
});
