import { envoy, type Hop } from "@client-ip/express";

/** The gateway's pods, by the address from which they call the application. */
export const path: Hop = envoy({ name: "gateway", address: "10.1.0.10" });
