import { oneProxy } from "./one-proxy.ts";
import { scenario } from "./scenario.ts";

scenario(
  oneProxy({
    name: "varnish",
    title: "X-Forwarded-For: Varnish on the same host",
    about: `Varnish joins all of the client's lines and appends its peer before the VCL runs. A
\`set req.http.X-Forwarded-For\` of your own, as in older recipes, would append it twice.`,
    runs: "varnishd",
    file: "default.vcl",
    applications: ["koa"],
    visits: [
      {
        from: "client",
        what: "asks Varnish to remove the header (Connection: X-Forwarded-For)",
        to: "http://203.0.113.1:8080/",
        sends: ["X-Forwarded-For: 6.6.6.6", "Connection: X-Forwarded-For"],
        sees: "HTTP 400",
      },
    ],
    traps: [
      `Varnish may serve one client's response to the next from its cache. Use \`return (pass)\` or
  \`Cache-Control: private\` for responses that depend on the client's address.`,
    ],
  }),
);
