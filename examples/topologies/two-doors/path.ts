import { haproxy, type Hop, nginx, oneOf, type Path } from "@client-ip/express";

const cdn: Hop = {
  name: "cdn",
  address: "198.51.100.0/25",
  // The CDN's other customers call from there too. Only the secret distinguishes your site from
  // theirs.
  shared: true,
  // Store yours with your other secrets. Write [NEW, OLD] while you change it.
  secret: { header: "X-Origin-Secret", value: "cdn-to-origin-only-5f0c2a9e" },
  tells: { value: "CDN-Client-IP" },
};

/** The application's peer is one of the two entry points, or itself the client. */
export const path: Path = [
  oneOf(
    [cdn, nginx({ name: "origin", address: "10.1.0.2" })],
    haproxy({ name: "balancer", address: "10.1.0.3" }),
  ),
];
