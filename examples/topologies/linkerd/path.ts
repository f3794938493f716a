import { ingressNginx, linkerd, type Path } from "@client-ip/express";

/**
 * The sidecar hides its caller. Only the secret distinguishes the ingress controller from another
 * pod.
 */
export const path: Path = [
  ingressNginx({
    name: "ingress",
    address: "10.1.0.1",
    // Store yours with your other secrets.
    secret: { header: "X-Ingress-Secret", value: "ingress-to-app-only-93e6f17d" },
  }),
  // In some versions the peer is the pod's own address (in Kubernetes, status.podIP).
  linkerd({ address: ["loopback", "10.1.0.4"] }),
];
