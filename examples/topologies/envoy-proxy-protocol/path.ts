import type { Hop } from "@client-ip/express";

/** Envoy on this machine, which sends a PROXY header on each connection. */
export const path: Hop = { name: "envoy", address: "loopback", tells: "proxy-protocol" };
