import type { Hop } from "@client-ip/express";

/** Apache on this machine, which appends to X-Forwarded-For. */
export const path: Hop = { name: "apache", address: "loopback", tells: "x-forwarded-for" };
