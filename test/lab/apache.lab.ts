import { oneProxy } from "./one-proxy.ts";
import { resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

scenario(
  oneProxy({
    name: "apache",
    title: "X-Forwarded-For: Apache on the application's machine",
    about: `Apache httpd with \`ProxyPass\`. mod_proxy joins all lines of the client to one and appends its peer, unless
\`ProxyAddHeaders Off\` forbids it.`,
    runs: "apache2",
    file: "app.conf",
    applications: ["express"],
    visits: [
      {
        from: "client",
        what: "asks Apache to remove the header (Connection: X-Forwarded-For): only the forged part goes",
        to: "http://203.0.113.1:8080/",
        sends: ["X-Forwarded-For: 6.6.6.6", "Connection: X-Forwarded-For"],
        sees: resolved("203.0.113.7", ["apache"], "address"),
      },
    ],
    traps: [
      `\`RequestHeader set X-Real-IP …\` is no better way: a client who sends \`Connection: X-Real-IP\` makes Apache remove it
  again. The application then has no answer (\`missing\`).`,
      `mod_remoteip takes the elements that it believes out of the list, and without a list of proxies believes everybody:
  leave it out, the application walks the list itself.`,
    ],
  }),
);
