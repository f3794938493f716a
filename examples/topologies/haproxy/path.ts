import { haproxy, type Hop } from "@client-ip/express";

/** `clientIp(path)`: HAProxy on this machine, which adds a line to X-Forwarded-For. */
export const path: Hop = haproxy();
