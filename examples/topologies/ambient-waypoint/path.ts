import { istio, type Path } from "@client-ip/express";

/**
 * The waypoint hides its caller. Only the gateway's secret distinguishes the gateway from another
 * pod.
 */
export const path: Path = istio({
  mode: "ambient",
  gatewayAddress: "10.1.0.1",
  waypointAddress: "10.1.0.6",
  // Store yours with your other secrets.
  secret: { header: "X-Gateway-Secret", value: "gateway-to-app-only-0b7d41c6" },
});
