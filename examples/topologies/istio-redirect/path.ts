import { istio, type Path } from "@client-ip/express";

/**
 * The sidecar hides its caller behind 127.0.0.6 or ::6. Only the certificate in
 * X-Forwarded-Client-Cert, which the sidecar writes, proves that the caller was the gateway.
 */
export const path: Path = istio({
  gateway: "istio-system/istio-ingressgateway-service-account",
  mode: "sidecar",
});
