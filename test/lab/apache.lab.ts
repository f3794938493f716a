import { oneProxy } from "./one-proxy.ts";
import { resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

scenario(
  oneProxy({
    name: "apache",
    title: "X-Forwarded-For: Apache httpd on the same host (ProxyPass)",
    about: `Apache httpd runs with \`ProxyPass\`. mod_proxy joins all of the client's lines and appends its peer, unless
\`ProxyAddHeaders Off\` disables that.`,
    runs: "apache2",
    file: "app.conf",
    applications: ["express"],
    visits: [
      {
        from: "client",
        what: "asks Apache to remove the header (Connection: X-Forwarded-For): only the forged part is removed",
        to: "http://203.0.113.1:8080/",
        sends: ["X-Forwarded-For: 6.6.6.6", "Connection: X-Forwarded-For"],
        sees: resolved("203.0.113.7", ["apache"], "address"),
      },
    ],
    traps: [
      `\`RequestHeader set X-Real-IP …\` is no better: a client that sends \`Connection: X-Real-IP\` makes Apache remove it
  again. The application then has no client (\`missing\`).`,
      `mod_remoteip removes the elements that it trusts from the list. Without a list of proxies it trusts every peer.
  Do not use it: the application walks the list itself.`,
    ],
  }),
);
