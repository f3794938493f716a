import type { Path } from "@client-ip/express";

/** Nobody sees the edge's address, since the balancer hides it: the secret alone tells it from everybody else. */
export const path: Path = [
  {
    name: "edge",
    secret: { header: "x-edge-secret", value: "to be replaced by a long random text" },
    tells: "x-forwarded-for",
  },
  { name: "snat", address: "10.1.0.1", tells: "nothing" },
  { name: "gateway", address: "10.1.0.3", tells: "x-forwarded-for" },
];
