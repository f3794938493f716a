import { describe, expect, it } from "vitest";

import { externalAddressPath, path } from "../../examples/topologies/envoy/path.ts";
import { applications } from "./applications.ts";
import { namesEveryClient, namesWhoGoesAround } from "./behaviors.ts";
import { loopbackIpv4, loopbackIpv6, outsideClients } from "./clients.ts";
import { useTopology } from "./topology.ts";

const readings = [
  { source: "x-forwarded-for", hop: path },
  { source: "x-envoy-external-address", hop: externalAddressPath },
];

for (const { framework, build } of applications) {
  for (const { source, hop } of readings) {
    describe(`${framework} behind Envoy, reading ${source}`, () => {
      const topology = useTopology({
        app: () => build(hop),
        proxies: [{ program: "envoy", file: "envoy/envoy.yaml", port: 8080 }],
      });

      namesEveryClient(topology, [loopbackIpv4, ...outsideClients], {
        via: ["envoy"],
        source,
        proof: "address",
        peer: "127.0.0.1",
      });
      namesWhoGoesAround(topology);
    });
  }

  // Envoy appends an address of its own for a client at exactly 127.0.0.1 or ::1; its other header is right.
  describe(`${framework} behind Envoy, which hides a client at ::1`, () => {
    const topology = useTopology({
      app: () => build(externalAddressPath),
      proxies: [{ program: "envoy", file: "envoy/envoy.yaml", port: 8080 }],
    });

    it("names nobody, since Envoy's two headers differ", async () => {
      const forged = ["X-Forwarded-For: 6.6.6.6", "X-Envoy-External-Address: 6.6.6.6"];
      const [answer] = await topology.ask(loopbackIpv6, [forged]);
      expect(answer?.clientIpInfo).toMatchObject({ status: "conflict", peer: "127.0.0.1" });
      expect(answer?.clientIp).toBeUndefined();
    });
  });
}
