import { istio, type Path } from "@client-ip/express";

const gateway = "istio-system/istio-ingressgateway-service-account";

/** `clientIp(path)`: the gateway is trusted if the sidecar proves that it called. */
export const path: Path = istio({ gateway, mode: "sidecar", xfcc: "only" });

/** The same if the sidecar has `forward_client_cert_details: APPEND_FORWARD`, Istio's default. */
export const appendedPath: Path = istio({ gateway, mode: "sidecar" });
