import type { Path } from "@client-ip/express";

/**
 * Whom toa has restored is the connection's peer. Who still has the balancer's address brought no TOA that can be
 * believed: without the first hop the balancer itself would be taken for the client.
 */
export const path: Path = [
  { name: "balancer", address: "10.1.0.1", tells: "nothing" },
  { name: "toa", tells: "source-address" },
];
