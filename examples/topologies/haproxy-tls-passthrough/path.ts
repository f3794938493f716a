import type { Hop, Path } from "@client-ip/express";

const haproxy: Hop = { name: "haproxy", address: "loopback", tells: "proxy-protocol" };

/** HAProxy on this machine, which passes TLS through behind a PROXY header. */
export const path: Hop = haproxy;

/** In front of it an edge that calls with a certificate of its own: that proves it, wherever it calls from. */
export const edgePath: Path = [
  { name: "edge", identity: "spiffe://app.example/edge", tells: "x-forwarded-for" },
  haproxy,
];
