import { envoy, haproxy, type Path } from "@client-ip/express";

/** Client first, application last. The gateway's numTrustedProxies does not affect this path. */
export const path: Path = [
  haproxy({ address: "10.1.0.1" }),
  envoy({ name: "gateway", address: "10.1.0.10" }),
];
