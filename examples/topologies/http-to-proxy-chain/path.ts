import { nginx, type Path } from "@client-ip/express";

/**
 * Each connection starts with three PROXY headers, the nearest balancer's first. Then comes nginx's
 * header.
 */
export const path: Path = [
  nginx({ address: "10.1.0.1" }),
  { name: "first", address: "10.1.0.2", tells: "proxy-protocol" },
  { name: "second", address: "10.1.0.3", tells: "proxy-protocol" },
  { name: "third", address: "10.1.0.4", tells: "proxy-protocol" },
];
