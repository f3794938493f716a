import { envoy, haproxy, nginx, type Path } from "@client-ip/express";

/** Client first, application last. Each address is the one from which that proxy calls the next. */
export const path: Path = [
  haproxy({ address: "10.1.0.1" }),
  nginx({ address: "10.1.0.2" }),
  envoy({ address: "10.1.0.3" }),
];
