import { type Hop, nginx } from "@client-ip/express";

/** `clientIp(path)`: only the unix socket is trusted, not even loopback. */
export const path: Hop = nginx({ address: "unix" });
