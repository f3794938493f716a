import type { Hop } from "@client-ip/express";

/** `clientIp(path)`: nginx on this machine, which writes the Forwarded header. */
export const path: Hop = { name: "nginx", address: "loopback", tells: "forwarded" };
