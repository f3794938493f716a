import type { Path } from "@client-ip/express";

/** A hop for each header of the connection: the outer one's is read only where the inner one's names the outer one. */
export const path: Path = [
  { name: "outer", address: "127.0.0.2", tells: "proxy-protocol" },
  { name: "inner", address: "127.0.0.3", tells: "proxy-protocol" },
];
