import type { Path } from "@client-ip/express";

/**
 * The sidecar connects from the client's address: the client is the connection's peer, and no
 * header is read.
 */
export const path: Path = [{ name: "sidecar", tells: "source-address" }];
