import { oneProxy } from "./one-proxy.ts";
import { resolved, unresolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

scenario(
  oneProxy({
    name: "nginx",
    presets: ["ingressNginx"],
    title: "X-Forwarded-For: nginx on the same host (proxy_pass)",
    about: `nginx accepts the requests and calls the application with \`proxy_pass\`. It names its client because of
\`proxy_set_header X-Forwarded-For\`. Without that line, it forwards what the client sent.`,
    runs: "nginx",
    file: "app.conf",
    applications: ["express", "fastify", "koa"],
    visits: [
      {
        from: "server",
        what: "checks the application's health without nginx",
        to: "http://127.0.0.1:3000/",
        sees: unresolved("missing", ["nginx"], "address"),
      },
      {
        from: "server",
        what: "forges X-Forwarded-For over loopback: **WRONG, it is taken for nginx**",
        to: "http://127.0.0.1:3000/",
        sends: ["X-Forwarded-For: 6.6.6.6"],
        sees: resolved("6.6.6.6", ["nginx"], "address"),
      },
    ],
    traps: [
      `One \`proxy_set_header\` in a \`location\` cancels all those of the \`server\` block. The client's own header then
  arrives unchanged.`,
      `With the realip module, nginx appends the address that it took from the list, not its peer. Then write the proxy
  in front of nginx as \`tells: "source-address"\`.`,
    ],
  }),
);
