import type { Path } from "@client-ip/express";

/**
 * A client that toa restored is the connection's peer. A peer with the balancer's address came
 * without a trusted TOA option. Without the first hop, the balancer itself would be taken for the
 * client.
 */
export const path: Path = [
  { name: "balancer", address: "10.1.0.1", tells: "nothing" },
  { name: "toa", tells: "source-address" },
];
