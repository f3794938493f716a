import type { Hop, Path } from "@client-ip/express";

const haproxy: Hop = { name: "haproxy", address: "loopback", tells: "proxy-protocol" };

/** HAProxy on this machine, which passes TLS through after a PROXY header. */
export const path: Hop = haproxy;

/** In front of it an edge with a client certificate, which proves it from any address. */
export const edgePath: Path = [
  { name: "edge", identity: "spiffe://app.example/edge", tells: "x-forwarded-for" },
  haproxy,
];
