import type { Path } from "@client-ip/express";

/**
 * One hop per header. The outer balancer's header is read only if the inner one's names the outer
 * balancer.
 */
export const path: Path = [
  { name: "outer", address: "127.0.0.2", tells: "proxy-protocol" },
  { name: "inner", address: "127.0.0.3", tells: "proxy-protocol" },
];
