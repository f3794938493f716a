import { envoy, haproxy, nginx, type Path } from "@client-ip/express";

/** Client first, application last; each proxy by the address from which it calls the next one. */
export const path: Path = [
  haproxy({ address: "10.1.0.1" }),
  nginx({ address: "10.1.0.2" }),
  envoy({ address: "10.1.0.3" }),
];
