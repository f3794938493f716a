import { describe } from "vitest";

import { path as forwardedPath } from "../../examples/topologies/nginx-forwarded/path.ts";
import { path as socketPath } from "../../examples/topologies/nginx-unix-socket/path.ts";
import { path, realIpPath } from "../../examples/topologies/nginx/path.ts";
import { applications } from "./applications.ts";
import { namesEveryClient, namesWhoGoesAround } from "./behaviors.ts";
import { everyClient } from "./clients.ts";
import { useTopology } from "./topology.ts";

const readings = [
  { folder: "nginx", source: "x-forwarded-for", hop: path, peer: "127.0.0.1" },
  { folder: "nginx", source: "x-real-ip", hop: realIpPath, peer: "127.0.0.1" },
  { folder: "nginx-forwarded", source: "forwarded", hop: forwardedPath, peer: "::1" },
];

for (const { framework, build } of applications) {
  for (const { folder, source, hop, peer } of readings) {
    describe(`${framework} behind nginx, reading ${source}`, () => {
      const topology = useTopology({
        app: () => build(hop),
        proxies: [{ program: "nginx", file: `${folder}/app.conf`, port: 8080 }],
      });

      namesEveryClient(topology, everyClient, {
        via: ["nginx"],
        source,
        proof: "address",
        peer,
      });
      namesWhoGoesAround(topology);
    });
  }

  describe(`${framework} behind nginx, on a unix socket`, () => {
    const topology = useTopology({
      app: () => build(socketPath),
      listensOn: "unix socket",
      proxies: [{ program: "nginx", file: "nginx-unix-socket/app.conf", port: 8080 }],
    });

    namesEveryClient(topology, everyClient, {
      via: ["nginx"],
      source: "x-forwarded-for",
      proof: "address",
      peer: "unix",
    });
  });
}
