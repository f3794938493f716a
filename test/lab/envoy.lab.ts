import { oneProxy } from "./one-proxy.ts";
import { scenario } from "./scenario.ts";

scenario(
  oneProxy({
    name: "envoy",
    title: "X-Forwarded-For: Envoy on the application's machine",
    about: `Envoy with \`use_remote_address: true\`, which is not its default. It joins all lines of the client to one and appends its
peer. Contour and Envoy Gateway set Envoy up so; for Istio see its own pages.`,
    runs: "envoy",
    file: "envoy.yaml",
    applications: ["koa"],
    traps: [
      `Without \`use_remote_address: true\`, or with \`skip_xff_append: true\`, Envoy appends nothing: the last element is the
  client's own, and nothing shows it.`,
      `For a client at exactly 127.0.0.1 or ::1 Envoy appends an address of its own machine: try it out from elsewhere.`,
    ],
  }),
);
