import type { Hop } from "@client-ip/express";

/**
 * Envoy on this machine, which sends a PROXY header on each connection; its X-Forwarded-For is not
 * read.
 */
export const path: Hop = { name: "envoy", address: "loopback", tells: "proxy-protocol" };
