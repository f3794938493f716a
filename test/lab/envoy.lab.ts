import { oneProxy } from "./one-proxy.ts";
import { scenario } from "./scenario.ts";

scenario(
  oneProxy({
    name: "envoy",
    title: "X-Forwarded-For: Envoy on the same host (use_remote_address)",
    about: `Envoy runs with \`use_remote_address: true\`, which is not its default. It joins all of the client's lines and
appends its peer. Contour and Envoy Gateway configure Envoy like this. Istio has its own pages.`,
    runs: "envoy",
    file: "envoy.yaml",
    applications: ["koa"],
    traps: [
      `Without \`use_remote_address: true\`, or with \`skip_xff_append: true\`, Envoy appends nothing. The last element is
  the client's own, without a warning.`,
      `For a client at exactly 127.0.0.1 or ::1, Envoy appends an address of its own machine. Test from another
  address.`,
    ],
  }),
);
