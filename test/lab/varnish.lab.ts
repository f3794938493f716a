import { oneProxy } from "./one-proxy.ts";
import { scenario } from "./scenario.ts";

scenario(
  oneProxy({
    name: "varnish",
    title: "X-Forwarded-For: Varnish on the application's machine",
    about: `Varnish joins all lines of the client to one and appends its peer, before the VCL begins; a
\`set req.http.X-Forwarded-For\` of one's own, as older recipes have it, would do it twice.`,
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
      `What the application answers to one client Varnish may give to the next one from its cache. \`return (pass)\`, or
  \`Cache-Control: private\`, for whatever depends on the client's address.`,
    ],
  }),
);
