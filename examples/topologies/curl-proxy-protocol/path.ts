import type { Hop } from "@client-ip/express";

/** curl on this machine, to test without a proxy. */
export const path: Hop = { name: "curl", address: "loopback", tells: "proxy-protocol" };
