import type { Hop } from "@client-ip/express";

/** Varnish on this machine, which sends a PROXY header on each connection. */
export const path: Hop = { name: "varnish", address: "loopback", tells: "proxy-protocol" };
