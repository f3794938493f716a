import { envoy, type Path } from "@client-ip/express";

/** ztunnel keeps the caller's address. The gateway's pods have an address range of their own. */
export const path: Path = [
  envoy({ name: "gateway", address: "10.1.0.1" }),
  { name: "ztunnel", tells: "source-address" },
];
