import { docker, nginx, type PathConfig } from "@client-ip/express";

/**
 * `clientIp(path)`: nginx, at the address that compose.yaml gives it. In front of it Docker hides
 * some callers behind the network's gateway. That is known: `accept` keeps `clientIp` from warning
 * of it at startup.
 */
export const path: PathConfig = {
  path: [docker({ address: ["10.80.0.1", "fd80::1"] }), nginx({ address: "10.80.0.10" })],
  accept: ["dead-hop"],
};
