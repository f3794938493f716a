import { type Hop, nginx } from "@client-ip/express";

/** `clientIp(path)`: one nginx, at the address that compose.yaml gives it. */
export const path: Hop = nginx({ address: "10.80.0.10" });
