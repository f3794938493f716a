import type { Hop } from "@client-ip/express";

/** The inner nginx alone: its PROXY header names the client that the outer one's header named to it. */
export const path: Hop = { name: "inner", address: "loopback", tells: "proxy-protocol" };
