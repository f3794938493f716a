import type { Hop } from "@client-ip/express";

/** Varnish on this machine, which appends to X-Forwarded-For. */
export const path: Hop = { name: "varnish", address: "loopback", tells: "x-forwarded-for" };
