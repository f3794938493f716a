import { istio, type Path } from "@client-ip/express";

/**
 * The sidecar keeps the address of whoever called it. The gateway is known by the address of its pods, and proven by the
 * certificate that the sidecar tells of in X-Forwarded-Client-Cert.
 */
export const path: Path = istio({
  gateway: "istio-system/istio-ingressgateway",
  gatewayAddress: "172.17.0.20",
  mode: "tproxy",
  xfcc: "only",
});
