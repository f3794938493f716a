import { type Hop, varnish } from "@client-ip/express";

/** Varnish on this machine, which appends to X-Forwarded-For. */
export const path: Hop = varnish();
