import { describe } from "vitest";

import { APPLICATIONS } from "../../examples/topologies/applications.ts";
import { path } from "../../examples/topologies/haproxy/path.ts";
import { namesClientsThatGoAround, namesEveryClient } from "./behaviors.ts";
import { CLIENTS } from "./clients.ts";
import { useLoopback } from "./loopback.ts";

for (const [framework, build] of Object.entries(APPLICATIONS)) {
  describe(`${framework} behind HAProxy`, () => {
    const loopback = useLoopback({
      app: () => build(path),
      proxies: [{ runs: "haproxy", file: "haproxy/haproxy.cfg", port: 8080 }],
    });

    namesEveryClient(loopback, CLIENTS, {
      via: ["haproxy"],
      source: "x-forwarded-for",
      proof: "address",
      peer: "127.0.0.1",
    });
    namesClientsThatGoAround(loopback);
  });
}
