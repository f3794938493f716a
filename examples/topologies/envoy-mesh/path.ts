import { istio, type Path } from "@client-ip/express";

const gateway = "istio-system/istio-ingressgateway";

/** `clientIp(path)`: the gateway is believed when the sidecar proves that it called. */
export const path: Path = istio({ gateway, mode: "sidecar", xfcc: "only" });

/** The same where the sidecar says `forward_client_cert_details: APPEND_FORWARD`, as Istio sets it. */
export const appendedPath: Path = istio({ gateway, mode: "sidecar" });
