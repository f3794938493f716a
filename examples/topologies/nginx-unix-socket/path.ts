import { type Hop, nginx } from "@client-ip/express";

/** `clientIp(path)`: nothing but the unix socket is believed, not even loopback. */
export const path: Hop = nginx({ address: "unix" });
