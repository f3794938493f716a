import { oneProxy } from "./one-proxy.ts";
import { resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

scenario(
  oneProxy({
    name: "caddy",
    title: "X-Forwarded-For: Caddy on the application's machine",
    about: `Caddy with \`reverse_proxy\`. It throws away what clients say in X-Forwarded-For and writes its peer; of proxies that
\`trusted_proxies\` names it keeps the list and appends. Either way the last element is Caddy's.`,
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
      `Behind another proxy Caddy throws that one's word away too, unless \`trusted_proxies\` names it: the application then
  sees that proxy and nothing more. See [HAProxy, then Caddy](haproxy-caddy.md).`,
      `\`header_up X-Real-IP {client_ip}\` is the leftmost element of the list without \`trusted_proxies_strict\`: whatever the
  client wrote.`,
    ],
  }),
);
