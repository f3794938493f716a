import type { Path } from "@client-ip/express";

/** The sidecar hides who called it: only the ingress controller's secret tells that one from another pod. */
export const path: Path = [
  {
    name: "ingress",
    address: "10.1.0.1",
    // Keep yours where your other secrets are.
    secret: { header: "X-Ingress-Secret", value: "ingress-to-app-only-93e6f17d" },
    tells: "x-forwarded-for",
  },
  // The pod's own address (in Kubernetes status.podIP) is the peer in some versions.
  { name: "linkerd", address: ["loopback", "10.1.0.4"], tells: "nothing" },
];
