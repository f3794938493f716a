import { describe } from "vitest";

import { path } from "../../examples/topologies/haproxy/path.ts";
import { applications } from "./applications.ts";
import { namesEveryClient, namesWhoGoesAround } from "./behaviors.ts";
import { everyClient } from "./clients.ts";
import { useTopology } from "./topology.ts";

for (const { framework, build } of applications) {
  describe(`${framework} behind HAProxy`, () => {
    const topology = useTopology({
      app: () => build(path),
      proxies: [{ program: "haproxy", file: "haproxy/haproxy.cfg", port: 8080 }],
    });

    namesEveryClient(topology, everyClient, {
      via: ["haproxy"],
      source: "x-forwarded-for",
      proof: "address",
      peer: "127.0.0.1",
    });
    namesWhoGoesAround(topology);
  });
}
