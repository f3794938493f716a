import { type Hop, nginx } from "@client-ip/express";

/** `clientIp(path)`: nginx on this machine, which appends to X-Forwarded-For. */
export const path: Hop = nginx();

/** The same nginx, read by the header that it overwrites. */
export const realIpPath: Hop = nginx({ header: "x-real-ip" });
