import { CLIENTS, FORGED_HEADERS, resolved, unresolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const both = ["haproxy", "caddy"];
const removal = "Connection: X-Forwarded-For";

scenario({
  name: "haproxy-caddy",
  title: "X-Forwarded-For: HAProxy, then Caddy, where no request may bypass HAProxy",
  about: `Two proxies in an IPv6 network, with clients over IPv4 and IPv6. HAProxy holds the web application firewall. So
the path has \`required: true\`: a request that enters behind HAProxy has no client (\`bypassed\`), even an honest
one.`,
  hosts: {
    ...CLIENTS,
    haproxy: { lans: { outside: ["203.0.113.1/24", "2001:db8::1/64"], inside: "fd00:10::1/64" } },
    caddy: { lans: { inside: "fd00:10::2/64" } },
    app: { lans: { inside: "fd00:10::3/64" } },
    insider: { lans: { inside: "fd00:10::9/64" } },
  },
  drawing: [
    ["client", "to 203.0.113.1:8080", "haproxy"],
    ["haproxy", "X-Forwarded-For: ::ffff:203.0.113.7", "caddy"],
    ["caddy", "X-Forwarded-For: ::ffff:203.0.113.7, fd00:10::1", "app"],
    ["insider", "bypasses the firewall", "caddy"],
  ],
  app: "app",
  applications: ["fastify"],
  tasks: [
    { on: "haproxy", runs: "haproxy", file: "haproxy.cfg", port: 8080 },
    { on: "caddy", runs: "caddy", file: "Caddyfile", port: 8080 },
  ],
  visits: [
    {
      from: "client",
      what: "calls",
      to: "http://203.0.113.1:8080/",
      sees: resolved("203.0.113.7", both, "address", { peer: "fd00:10::2" }),
    },
    {
      from: "client",
      what: "calls over IPv6",
      to: "http://[2001:db8::1]:8080/",
      sees: resolved("2001:db8::7", both, "address"),
    },
    {
      from: "neighbor",
      what: "calls",
      to: "http://203.0.113.1:8080/",
      sees: resolved("203.0.113.8", both, "address"),
    },
    {
      from: "client",
      what: "forges headers that name 6.6.6.6",
      to: "http://203.0.113.1:8080/",
      sends: FORGED_HEADERS,
      sees: resolved("203.0.113.7", both, "address"),
    },
    {
      from: "client",
      what: `asks for the header to be removed (${removal})`,
      to: "http://203.0.113.1:8080/",
      sends: ["X-Forwarded-For: 6.6.6.6", removal],
      sees: resolved("203.0.113.7", both, "address"),
    },
    {
      from: "haproxy",
      what: "forwards such a request unchanged, as it does without `del-header Connection`",
      to: "http://[fd00:10::2]:8080/",
      sends: ["X-Forwarded-For: 203.0.113.7", removal],
      sees: unresolved("missing", both, "address"),
    },
    {
      from: "insider",
      what: "bypasses HAProxy",
      to: "http://[fd00:10::2]:8080/",
      sees: unresolved("bypassed", ["caddy"], "address"),
    },
    {
      from: "insider",
      what: "bypasses HAProxy, with a header as if from HAProxy",
      to: "http://[fd00:10::2]:8080/",
      sends: ["X-Forwarded-For: 6.6.6.6, fd00:10::1"],
      sees: unresolved("bypassed", ["caddy"], "address"),
    },
    {
      from: "insider",
      what: "bypasses both, with forged headers",
      to: "http://[fd00:10::3]:3000/",
      sends: FORGED_HEADERS,
      sees: unresolved("bypassed", [], "none"),
    },
    {
      from: "haproxy",
      what: "skips Caddy",
      to: "http://[fd00:10::3]:3000/",
      sends: ["X-Forwarded-For: 203.0.113.7"],
      sees: unresolved("unproven", [], "none"),
    },
  ],
  traps: [
    `Without \`trusted_proxies\`, Caddy drops HAProxy's header. HAProxy is recognized but reports nothing, and no
  client is known (\`missing\`).`,
    `HAProxy forwards a client's \`Connection: X-Forwarded-For\`, and Caddy obeys it, with the same result.
  \`http-request del-header Connection\` in HAProxy prevents it.`,
    `Without \`required\`, the insider would be resolved as itself, fd00:10::9.`,
  ],
});
