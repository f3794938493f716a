import { caddy, haproxy, type Path } from "@client-ip/express";

/** A request that bypasses HAProxy and its firewall has no client. */
export const path: Path = [
  haproxy({ address: "fd00:10::1", required: true }),
  caddy({ address: "fd00:10::2" }),
];
