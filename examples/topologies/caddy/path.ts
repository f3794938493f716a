import { caddy, type Hop } from "@client-ip/express";

/** Caddy on this machine; the last element of X-Forwarded-For is its own. */
export const path: Hop = caddy();
