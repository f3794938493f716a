import { envoy, type Path } from "@client-ip/express";

/** ztunnel keeps the caller's address. The gateway's pods have addresses in which nobody else is. */
export const path: Path = [
  envoy({ name: "gateway", address: "10.1.0.1" }),
  { name: "ztunnel", tells: "source-address" },
];
