import { envoy, type Path, snat } from "@client-ip/express";

/** The nodes hide the client: said here, so that no node is taken for one. */
export const path: Path = [
  snat({ name: "node", address: "10.1.0.1" }),
  envoy({ name: "gateway", address: "10.1.0.10" }),
];
