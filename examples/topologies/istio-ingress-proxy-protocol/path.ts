import { envoy, type Path } from "@client-ip/express";

/**
 * The balancer's PROXY header keeps the client's address. The gateway writes it into
 * X-Forwarded-For.
 */
export const path: Path = [
  { name: "nlb", tells: "source-address" },
  envoy({ name: "gateway", address: "172.17.0.20" }),
];
