import type { Hop } from "@client-ip/express";

/** HAProxy on this machine, which terminates TLS and sends a PROXY header on each connection. */
export const path: Hop = { name: "haproxy", address: "loopback", tells: "proxy-protocol" };
