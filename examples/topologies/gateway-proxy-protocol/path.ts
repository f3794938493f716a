import type { Path } from "@client-ip/express";

/** The gateway alone: its PROXY header names the client that the balancer's header named to it. */
export const path: Path = [{ name: "gateway", address: "172.17.0.20", tells: "proxy-protocol" }];
