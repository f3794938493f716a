import type { Hop } from "@client-ip/express";

/** Caddy on this machine, which sends a PROXY header on each connection. */
export const path: Hop = { name: "caddy", address: "loopback", tells: "proxy-protocol" };
