import type { Path } from "@client-ip/express";

/** Who does not come through HAProxy and its firewall has no client. */
export const path: Path = [
  { name: "haproxy", address: "fd00:10::1", tells: "x-forwarded-for", required: true },
  { name: "caddy", address: "fd00:10::2", tells: "x-forwarded-for" },
];
