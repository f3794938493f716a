import type { Path } from "@client-ip/express";

/** A request that bypasses HAProxy and its firewall has no client. */
export const path: Path = [
  { name: "haproxy", address: "fd00:10::1", tells: "x-forwarded-for", required: true },
  { name: "caddy", address: "fd00:10::2", tells: "x-forwarded-for" },
];
