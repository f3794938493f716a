import { oneProxy } from "./one-proxy.ts";
import { resolved } from "./plan.ts";
import { scenario } from "./scenario.ts";

scenario(
  oneProxy({
    name: "haproxy",
    title: "X-Forwarded-For: HAProxy on the same host (option forwardfor)",
    about: `HAProxy runs in \`mode http\` with \`option forwardfor\`. It keeps the client's header lines and adds its own after
them. On a socket for both families it writes \`::ffff:203.0.113.7\`, which is 203.0.113.7.`,
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
      `\`option forwardfor except …\` and \`if-none\` write no line for some clients. The last line is then the client's
  own, without a warning. Do not use them.`,
      `HAProxy forwards \`Connection: X-Forwarded-For\`. A proxy between it and the application may obey and remove the
  list: see [HAProxy, then Caddy](haproxy-caddy.md).`,
    ],
  }),
);
