import { describe, expect, it } from "vitest";

import { APPLICATIONS } from "../../examples/topologies/applications.ts";
import { path } from "../../examples/topologies/haproxy-nginx/path.ts";
import { namesClientsThatGoAround, namesEveryClient, replyTo } from "./behaviors.ts";
import { CLIENTS, OUTSIDE_CLIENTS } from "./clients.ts";
import { useLoopback } from "./loopback.ts";

const nginxPort = 8081;
const byList = { source: "x-forwarded-for", proof: "address", peer: "127.0.0.1" } as const;

for (const [framework, build] of Object.entries(APPLICATIONS)) {
  describe(`${framework} behind HAProxy and nginx`, () => {
    const loopback = useLoopback({
      app: () => build(path),
      proxies: [
        { runs: "haproxy", file: "haproxy-nginx/haproxy.cfg", port: 8080 },
        { runs: "nginx", file: "haproxy-nginx/nginx.conf", port: nginxPort },
      ],
    });

    namesEveryClient(loopback, CLIENTS, { via: ["haproxy", "nginx"], ...byList });
    namesClientsThatGoAround(loopback);

    // nginx.conf listens on 127.0.0.1 alone.
    for (const client of OUTSIDE_CLIENTS.filter(({ to }) => to === "127.0.0.1")) {
      it(`names ${client.address} itself when it enters at nginx`, async () => {
        const forged = ["X-Forwarded-For: 6.6.6.6, 7.7.7.7"];
        const answer = replyTo(client, { via: ["nginx"], ...byList });
        await expect(loopback.ask(client, [forged], nginxPort)).resolves.toEqual([answer]);
      });
    }
  });
}
