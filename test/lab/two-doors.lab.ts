import { CLIENTS, FORGED_HEADERS, resolved, unresolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

const throughCdn = ["cdn", "origin"];
const secret = "X-Origin-Secret: cdn-to-origin-only-5f0c2a9e";
const forgedByCustomer = [...FORGED_HEADERS, "CDN-Client-IP: 6.6.6.6"];

scenario({
  name: "two-doors",
  presets: ["cloudflare", "awsAlb"],
  title: "Two entry points (oneOf): a CDN, and a load balancer without it",
  about: `The public site comes through a CDN, then your nginx. Partners come through a load balancer to the same
application. \`oneOf\` describes both. The address of the application's peer decides which entry point was used.

The CDN uses the same addresses for all its customers. So it must also send a secret, which it adds only to
requests for your site. \`shared: true\` says that others use
them too. A hop that says so needs a secret or an identity: otherwise the path is refused at startup.`,
  hosts: {
    ...CLIENTS,
    cdn: { lans: { outside: ["203.0.113.1/24", "2001:db8::1/64"], internet: "198.51.100.10/24" } },
    origin: {
      lans: { outside: "203.0.113.2/24", internet: "198.51.100.200/24", inside: "10.1.0.2/24" },
    },
    balancer: { lans: { outside: ["203.0.113.3/24", "2001:db8::3/64"], inside: "10.1.0.3/24" } },
    app: { lans: { inside: "10.1.0.4/24" } },
  },
  drawing: [
    ["client", "to 203.0.113.1:8080", "cdn"],
    ["cdn", "CDN-Client-IP: 203.0.113.7, X-Origin-Secret", "origin"],
    ["origin", "X-Forwarded-For: …, 198.51.100.10", "app"],
    ["neighbor", "to 203.0.113.3:8080", "balancer"],
    ["balancer", "X-Forwarded-For: 203.0.113.8", "app"],
  ],
  app: "app",
  applications: ["koa"],
  tasks: [
    { on: "cdn", runs: "nginx", file: "cdn.conf", port: 8080 },
    { on: "origin", runs: "nginx", file: "origin.conf", port: 8080 },
    { on: "balancer", runs: "haproxy", file: "balancer.cfg", port: 8080 },
  ],
  visits: [
    {
      from: "client",
      what: "calls the CDN",
      to: "http://203.0.113.1:8080/",
      sees: resolved("203.0.113.7", throughCdn, "address", { source: "cdn-client-ip" }),
    },
    {
      from: "client",
      what: "calls the CDN over IPv6",
      to: "http://[2001:db8::1]:8080/",
      sees: resolved("2001:db8::7", throughCdn, "address"),
    },
    {
      from: "neighbor",
      what: "calls the balancer",
      to: "http://203.0.113.3:8080/",
      sees: resolved("203.0.113.8", ["balancer"], "address", { source: "x-forwarded-for" }),
    },
    {
      from: "client",
      what: "calls the balancer over IPv6",
      to: "http://[2001:db8::3]:8080/",
      sees: resolved("2001:db8::7", ["balancer"], "address"),
    },
    {
      from: "client",
      what: "forges all headers at the CDN, and guesses the secret",
      to: "http://203.0.113.1:8080/",
      sends: [...forgedByCustomer, "X-Origin-Secret: cdn-to-origin"],
      sees: resolved("203.0.113.7", throughCdn, "address"),
    },
    {
      from: "neighbor",
      what: "forges the CDN's headers at the balancer, even with the secret",
      to: "http://203.0.113.3:8080/",
      sends: [...forgedByCustomer, "X-Forwarded-For: 6.6.6.6, 198.51.100.10", secret],
      sees: resolved("203.0.113.8", ["balancer"], "address"),
    },
    {
      from: "neighbor",
      what: "finds the origin and forges the CDN's headers there, even with the secret",
      to: "http://203.0.113.2:8080/",
      sends: [...forgedByCustomer, "X-Forwarded-For: 6.6.6.6, 198.51.100.10", secret],
      sees: resolved("203.0.113.8", ["origin"], "address"),
    },
    {
      from: "neighbor",
      what: "calls another customer's site at the CDN, which names your origin as its own",
      to: "http://203.0.113.1:8081/",
      sees: unresolved("unproven", ["origin"], "address"),
    },
    {
      from: "neighbor",
      what: "calls that site with forged headers",
      to: "http://203.0.113.1:8081/",
      sends: forgedByCustomer,
      sees: unresolved("unproven", ["origin"], "address"),
    },
    {
      from: "neighbor",
      what: "calls that site with forged headers and the secret twice",
      to: "http://203.0.113.1:8081/",
      sends: [...forgedByCustomer, secret, secret],
      sees: unresolved("unproven", ["origin"], "address"),
    },
    {
      from: "neighbor",
      what: "calls that site with forged headers and the secret: **WRONG, the secret leaked**",
      to: "http://203.0.113.1:8081/",
      sends: ["CDN-Client-IP: 6.6.6.6", secret],
      sees: resolved("6.6.6.6", throughCdn, "address"),
    },
  ],
  traps: [
    `The CDN's address alone is no proof. Without \`secret\`, the other customer's site would have named 6.6.6.6.`,
    `A customer of the same CDN that has the secret can name any client. Keep it out of logs and responses, and
  rotate it: \`value: [NEW, OLD]\` accepts both during the change.`,
    `The entry points must differ by address, secret header or identity. Otherwise the path is refused at startup
  (\`entry-points-overlap\`).`,
    `A client that finds the origin's address can call it without the CDN. The answer is then that client's own
  address. To leave such calls without an answer, write \`required: true\` on the CDN.`,
  ],
});
