import type { Path } from "@client-ip/express";

/**
 * The waypoint hides its caller. Only the gateway's secret distinguishes the gateway from another
 * pod.
 */
export const path: Path = [
  {
    name: "gateway",
    address: "10.1.0.1",
    // Store yours with your other secrets.
    secret: { header: "X-Gateway-Secret", value: "gateway-to-app-only-0b7d41c6" },
    tells: "x-forwarded-for",
  },
  { name: "waypoint", address: "10.1.0.6", tells: "nothing" },
  { name: "ztunnel", tells: "source-address" },
];
