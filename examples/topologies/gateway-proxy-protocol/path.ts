import type { Path } from "@client-ip/express";

/** Only the gateway: its PROXY header names the client of the balancer's header. */
export const path: Path = [{ name: "gateway", address: "172.17.0.20", tells: "proxy-protocol" }];
