import type { Hop } from "@client-ip/express";

/** Only the inner nginx: its PROXY header names the client of the outer one's header. */
export const path: Hop = { name: "inner", address: "loopback", tells: "proxy-protocol" };
