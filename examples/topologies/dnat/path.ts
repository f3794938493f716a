import type { Path } from "@client-ip/express";

/**
 * The balancer keeps the source address: the client is the connection's peer, and no header is
 * read.
 */
export const path: Path = [{ name: "balancer", tells: "source-address" }];
