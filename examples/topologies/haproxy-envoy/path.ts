import type { Hop } from "@client-ip/express";

/** Envoy alone: its PROXY header names the client that HAProxy's header named to it. */
export const path: Hop = { name: "envoy", address: "loopback", tells: "proxy-protocol" };
