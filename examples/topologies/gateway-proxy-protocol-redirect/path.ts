import type { Path } from "@client-ip/express";

/**
 * The sidecar forwards the gateway's header, and every other pod's too, unless the port is closed
 * to them.
 */
export const path: Path = [{ name: "sidecar", address: "127.0.0.6", tells: "proxy-protocol" }];
