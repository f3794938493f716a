import type { Hop } from "@client-ip/express";

/** Only Envoy: its PROXY header names the client of HAProxy's header. */
export const path: Hop = { name: "envoy", address: "loopback", tells: "proxy-protocol" };
