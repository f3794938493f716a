import { istio, type Path } from "@client-ip/express";

/**
 * The sidecar hides whoever called it behind 127.0.0.6 or ::6; only the certificate that it tells of in
 * X-Forwarded-Client-Cert proves that it was the gateway.
 */
export const path: Path = istio({
  gateway: "istio-system/istio-ingressgateway",
  mode: "sidecar",
});
