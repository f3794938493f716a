import { CLIENTS, FORGED_HEADERS, resolved, unresolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const all = ["haproxy", "nginx", "envoy"];
const forged = ["X-Forwarded-For: 6.6.6.6, 10.1.0.1, 10.1.0.2", "X-Forwarded-For: 6.6.6.6"];

scenario({
  name: "haproxy-nginx-envoy",
  title: "X-Forwarded-For: HAProxy, nginx and Envoy, each on its own host",
  about: `Three proxies, each of which appends its peer: a load balancer, a web server, and an Envoy in front of the
application, such as Contour's or Envoy Gateway's. The application walks back from its peer, Envoy, over the
elements of each proxy, as long as it recognizes their author. For a caller that enters further inside, the walk
ends there: its own address is the client, and none of its headers are read.`,
  hosts: {
    ...CLIENTS,
    haproxy: { lans: { outside: ["203.0.113.1/24", "2001:db8::1/64"], inside: "10.1.0.1/24" } },
    nginx: { lans: { inside: "10.1.0.2/24" } },
    envoy: { lans: { inside: "10.1.0.3/24" } },
    app: { lans: { inside: "10.1.0.4/24" } },
    insider: { lans: { inside: "10.1.0.9/24" } },
  },
  drawing: [
    ["client", "to 203.0.113.1:8080", "haproxy"],
    ["haproxy", "X-Forwarded-For: 203.0.113.7", "nginx"],
    ["nginx", "X-Forwarded-For: 203.0.113.7, 10.1.0.1", "envoy"],
    ["envoy", "X-Forwarded-For: 203.0.113.7, 10.1.0.1, 10.1.0.2", "app"],
    ["insider", "may call any of them", "nginx"],
  ],
  app: "app",
  applications: ["express"],
  tasks: [
    { on: "haproxy", runs: "haproxy", file: "haproxy.cfg", port: 8080 },
    { on: "nginx", runs: "nginx", file: "nginx.conf", port: 8080 },
    { on: "envoy", runs: "envoy", file: "envoy.yaml", port: 8080 },
  ],
  visits: [
    {
      from: "client",
      what: "calls",
      to: "http://203.0.113.1:8080/",
      sees: resolved("203.0.113.7", all, "address", { peer: "10.1.0.3" }),
    },
    {
      from: "client",
      what: "calls over IPv6",
      to: "http://[2001:db8::1]:8080/",
      sees: resolved("2001:db8::7", all, "address", { peer: "10.1.0.3" }),
    },
    {
      from: "neighbor",
      what: "calls",
      to: "http://203.0.113.1:8080/",
      sees: resolved("203.0.113.8", all, "address"),
    },
    {
      from: "client",
      what: "forges headers that name 6.6.6.6",
      to: "http://203.0.113.1:8080/",
      sends: FORGED_HEADERS,
      sees: resolved("203.0.113.7", all, "address"),
    },
    {
      from: "client",
      what: "forges lines that look like those of the proxies",
      to: "http://203.0.113.1:8080/",
      sends: forged,
      sees: resolved("203.0.113.7", all, "address"),
    },
    {
      from: "insider",
      what: "enters at nginx",
      to: "http://10.1.0.2:8080/",
      sees: resolved("10.1.0.9", ["nginx", "envoy"], "address"),
    },
    {
      from: "insider",
      what: "enters at nginx, with a header as if from HAProxy",
      to: "http://10.1.0.2:8080/",
      sends: ["X-Forwarded-For: 6.6.6.6, 10.1.0.1"],
      sees: resolved("10.1.0.9", ["nginx", "envoy"], "address"),
    },
    {
      from: "insider",
      what: "enters at Envoy, with headers as if from nginx",
      to: "http://10.1.0.3:8080/",
      sends: forged,
      sees: resolved("10.1.0.9", ["envoy"], "address"),
    },
    {
      from: "insider",
      what: "calls the application, with forged headers",
      to: "http://10.1.0.4:3000/",
      sends: FORGED_HEADERS,
      sees: resolved("10.1.0.9", [], "none", { warnings: ["unrecognized-proxy"] }),
    },
    {
      from: "haproxy",
      what: "skips nginx",
      to: "http://10.1.0.3:8080/",
      sends: ["X-Forwarded-For: 203.0.113.7"],
      sees: unresolved("unproven", ["envoy"], "address"),
    },
    {
      from: "haproxy",
      what: "skips nginx and Envoy",
      to: "http://10.1.0.4:3000/",
      sends: ["X-Forwarded-For: 203.0.113.7"],
      sees: unresolved("unproven", [], "none"),
    },
    {
      from: "nginx",
      what: "skips Envoy",
      to: "http://10.1.0.4:3000/",
      sends: ["X-Forwarded-For: 203.0.113.7, 10.1.0.1"],
      sees: unresolved("unproven", [], "none"),
    },
  ],
  traps: [
    `Write the address from which a proxy calls the next one, not the address that its clients call.`,
    `A count of proxies instead of their addresses (\`{ hops: 3 }\`, Express's \`trust proxy: 3\`) trusts an insider that
  calls nginx or Envoy: its forged element moves to the client's place.`,
    `A proxy that skips another one is \`unproven\`: a proxy is not a client. If yours skip one on purpose, such as for
  health checks, answer those requests without a client.`,
  ],
});
