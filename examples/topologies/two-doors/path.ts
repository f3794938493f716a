import { haproxy, type Hop, nginx, oneOf, type Path } from "@client-ip/express";

const cdn: Hop = {
  name: "cdn",
  address: "198.51.100.0/25",
  // The CDN's other customers call from there too: only the secret tells your site from theirs.
  shared: true,
  // Keep yours where your other secrets are; [NEW, OLD] while it changes.
  secret: { header: "X-Origin-Secret", value: "cdn-to-origin-only-5f0c2a9e" },
  tells: { value: "CDN-Client-IP" },
};

/** Whoever calls the application is one of the two doors, or itself the client. */
export const path: Path = [
  oneOf(
    [cdn, nginx({ name: "origin", address: "10.1.0.2" })],
    haproxy({ name: "balancer", address: "10.1.0.3" }),
  ),
];
