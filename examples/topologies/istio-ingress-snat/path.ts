import { envoy, type Path, snat } from "@client-ip/express";

/** The nodes hide the client. Without this hop, a node would be taken for the client. */
export const path: Path = [
  snat({ name: "node", address: "10.1.0.1" }),
  envoy({ name: "gateway", address: "10.1.0.10" }),
];
