import { type Path, snat } from "@client-ip/express";

/**
 * The balancer hides the edge's address. Only the secret distinguishes the edge from other callers.
 */
export const path: Path = [
  {
    name: "edge",
    secret: { header: "x-edge-secret", value: "to be replaced by a long random text" },
    tells: "x-forwarded-for",
  },
  snat({ address: "10.1.0.1" }),
  { name: "gateway", address: "10.1.0.3", tells: "x-forwarded-for" },
];
