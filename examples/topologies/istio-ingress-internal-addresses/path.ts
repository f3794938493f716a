import { envoy, type Hop } from "@client-ip/express";

/** The gateway, read by x-envoy-external-address and cross-checked with X-Forwarded-For. */
export const path: Hop = envoy({ name: "gateway", address: "10.1.0.10", externalAddress: true });
