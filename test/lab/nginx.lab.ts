import { oneProxy } from "./one-proxy.ts";
import { resolved, unresolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

scenario(
  oneProxy({
    name: "nginx",
    title: "X-Forwarded-For: nginx on the application's machine",
    about: `The commonest of all: nginx takes the requests and calls the application by \`proxy_pass\`. It says who its client is
because the file tells it to; without \`proxy_set_header X-Forwarded-For\` it says nothing, and passes on what clients say.`,
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
        what: "forges X-Forwarded-For on the loopback: **WRONG, it is taken for nginx**",
        to: "http://127.0.0.1:3000/",
        sends: ["X-Forwarded-For: 6.6.6.6"],
        sees: resolved("6.6.6.6", ["nginx"], "address"),
      },
    ],
    traps: [
      `A single \`proxy_set_header\` in a \`location\` drops all those of the \`server\` block: the client's own header then
  arrives as it was sent.`,
      `With the realip module nginx appends the address that it took from the list, not its peer: take the proxy in front of
  nginx as \`tells: "source-address"\` then.`,
    ],
  }),
);
