import { envoy, type Path } from "@client-ip/express";

/** The balancer keeps the client's address, by its PROXY header; the gateway says it in X-Forwarded-For. */
export const path: Path = [
  { name: "nlb", tells: "source-address" },
  envoy({ name: "gateway", address: "172.17.0.20" }),
];
