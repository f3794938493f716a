import { oneProxy } from "./one-proxy.ts";
import { resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

scenario(
  oneProxy({
    name: "caddy",
    title: "X-Forwarded-For: Caddy on the same host (reverse_proxy)",
    about: `Caddy runs with \`reverse_proxy\`. It drops the client's X-Forwarded-For and writes its peer. For proxies listed
in \`trusted_proxies\` it keeps the list and appends. In both cases the last element is Caddy's.`,
    runs: "caddy",
    file: "Caddyfile",
    applications: ["fastify"],
    visits: [
      {
        from: "client",
        what: "asks Caddy to remove the header (Connection: X-Forwarded-For): Caddy's own stays",
        to: "http://203.0.113.1:8080/",
        sends: ["X-Forwarded-For: 6.6.6.6", "Connection: X-Forwarded-For"],
        sees: resolved("203.0.113.7", ["caddy"], "address"),
      },
    ],
    traps: [
      `Behind another proxy, Caddy also drops that proxy's header unless \`trusted_proxies\` lists it. The application
  then sees only that proxy. See [HAProxy, then Caddy](haproxy-caddy.md).`,
      `Without \`trusted_proxies_strict\`, \`header_up X-Real-IP {client_ip}\` is the leftmost element of the list, which
  the client can write.`,
    ],
  }),
);
