import { oneProxy } from "./one-proxy.ts";
import { resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

scenario(
  oneProxy({
    name: "haproxy",
    title: "X-Forwarded-For: HAProxy on the application's machine",
    about: `HAProxy in \`mode http\` with \`option forwardfor\`. It leaves the client's lines as they are and adds one of its own behind
them; on a socket for both families it writes \`::ffff:203.0.113.7\`, which is 203.0.113.7.`,
    runs: "haproxy",
    file: "haproxy.cfg",
    applications: ["fastify"],
    visits: [
      {
        from: "client",
        what: "asks for the header to be removed (Connection: X-Forwarded-For)",
        to: "http://203.0.113.1:8080/",
        sends: ["X-Forwarded-For: 6.6.6.6", "Connection: X-Forwarded-For"],
        sees: resolved("203.0.113.7", ["haproxy"], "address"),
      },
    ],
    traps: [
      `\`option forwardfor except …\` and \`if-none\` write no line for some clients, whose own line is then the last one:
  nothing shows it. Leave both out.`,
      `HAProxy passes \`Connection: X-Forwarded-For\` on. A proxy between it and the application may obey and remove the list:
  see [HAProxy, then Caddy](haproxy-caddy.md).`,
    ],
  }),
);
