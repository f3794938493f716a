import { describe } from "vitest";

import { APPLICATIONS } from "../../examples/topologies/applications.ts";
import { path as forwardedPath } from "../../examples/topologies/nginx-forwarded/path.ts";
import { path as socketPath } from "../../examples/topologies/nginx-unix-socket/path.ts";
import { path, realIpPath } from "../../examples/topologies/nginx/path.ts";
import { nginx } from "../../packages/presets/src/index.ts";
import { namesClientsThatGoAround, namesEveryClient } from "./behaviors.ts";
import { CLIENTS } from "./clients.ts";
import { useLoopback } from "./loopback.ts";

const readings = [
  { folder: "nginx", source: "x-forwarded-for", hop: path, peer: "127.0.0.1" },
  { folder: "nginx", source: "x-real-ip", hop: realIpPath, peer: "127.0.0.1" },
  { folder: "nginx-forwarded", source: "forwarded", hop: forwardedPath, peer: "::1" },
];

for (const [framework, build] of Object.entries(APPLICATIONS)) {
  for (const { folder, source, hop, peer } of readings) {
    describe(`${framework} behind nginx, reading ${source}`, () => {
      const loopback = useLoopback({
        app: () => build(hop),
        proxies: [{ runs: "nginx", file: `${folder}/app.conf`, port: 8080 }],
      });

      namesEveryClient(loopback, CLIENTS, {
        via: ["nginx"],
        source,
        proof: "address",
        peer,
      });
      namesClientsThatGoAround(loopback);
    });
  }

  describe(`${framework} behind the nginx of Docker Compose`, () => {
    const loopback = useLoopback({
      // The laboratory has the containers' own addresses, and Docker in front of nginx. Here all
      // addresses are this machine's.
      app: () => build(nginx({ address: "127.0.0.1" })),
      proxies: [{ runs: "nginx", file: "docker-compose/nginx.conf", port: 8080 }],
      replace: { app: "127.0.0.1" },
    });

    namesEveryClient(loopback, CLIENTS, {
      via: ["nginx"],
      source: "x-forwarded-for",
      proof: "address",
      peer: "127.0.0.1",
    });
    namesClientsThatGoAround(loopback);
  });

  describe(`${framework} behind nginx, on a unix socket`, () => {
    const loopback = useLoopback({
      app: () => build(socketPath),
      socket: "app.sock",
      proxies: [{ runs: "nginx", file: "nginx-unix-socket/app.conf", port: 8080 }],
    });

    namesEveryClient(loopback, CLIENTS, {
      via: ["nginx"],
      source: "x-forwarded-for",
      proof: "address",
      peer: "unix",
    });
  });
}
