import { describe, expect, it } from "vitest";

import { path } from "../../examples/topologies/haproxy-nginx/path.ts";
import { applications } from "./applications.ts";
import { namesEveryClient, namesWhoGoesAround, resolved } from "./behaviors.ts";
import { everyClient, outsideClients } from "./clients.ts";
import { useTopology } from "./topology.ts";

const nginxPort = 8081;
const byList = { source: "x-forwarded-for", proof: "address", peer: "127.0.0.1" } as const;

for (const { framework, build } of applications) {
  describe(`${framework} behind HAProxy and nginx`, () => {
    const topology = useTopology({
      app: () => build(path),
      proxies: [
        { program: "haproxy", file: "haproxy-nginx/haproxy.cfg", port: 8080 },
        { program: "nginx", file: "haproxy-nginx/nginx.conf", port: nginxPort },
      ],
    });

    namesEveryClient(topology, everyClient, { via: ["haproxy", "nginx"], ...byList });
    namesWhoGoesAround(topology);

    // nginx.conf listens on 127.0.0.1 alone.
    for (const client of outsideClients.filter(({ to }) => to === "127.0.0.1")) {
      it(`names ${client.address} itself when it enters at nginx`, async () => {
        const forged = ["X-Forwarded-For: 6.6.6.6, 7.7.7.7"];
        const answer = resolved(client, { via: ["nginx"], ...byList });
        await expect(topology.ask(client, [forged], nginxPort)).resolves.toEqual([answer]);
      });
    }
  });
}
