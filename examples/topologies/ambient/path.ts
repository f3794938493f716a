import { istio, type Path } from "@client-ip/express";

/** ztunnel keeps the caller's address. The gateway's pods have an address range of their own. */
export const path: Path = istio({ mode: "ambient", gatewayAddress: "10.1.0.1" });
