import { describe, expect, it } from "vitest";

import { APPLICATIONS } from "../../examples/topologies/applications.ts";
import { externalAddressPath, path } from "../../examples/topologies/envoy/path.ts";
import { namesClientsThatGoAround, namesEveryClient } from "./behaviors.ts";
import { LOOPBACK_IPV4, LOOPBACK_IPV6, OUTSIDE_CLIENTS } from "./clients.ts";
import { useLoopback } from "./loopback.ts";

const readings = [
  { source: "x-forwarded-for", hop: path },
  { source: "x-envoy-external-address", hop: externalAddressPath },
];

for (const [framework, build] of Object.entries(APPLICATIONS)) {
  for (const { source, hop } of readings) {
    describe(`${framework} behind Envoy, reading ${source}`, () => {
      const loopback = useLoopback({
        app: () => build(hop),
        proxies: [{ runs: "envoy", file: "envoy/envoy.yaml", port: 8080 }],
      });

      namesEveryClient(loopback, [LOOPBACK_IPV4, ...OUTSIDE_CLIENTS], {
        via: ["envoy"],
        source,
        proof: "address",
        peer: "127.0.0.1",
      });
      namesClientsThatGoAround(loopback);
    });
  }

  // Envoy appends an address of its own for a client at exactly 127.0.0.1 or ::1; its other header
  // is right.
  describe(`${framework} behind Envoy, which hides a client at ::1`, () => {
    const loopback = useLoopback({
      app: () => build(externalAddressPath),
      proxies: [{ runs: "envoy", file: "envoy/envoy.yaml", port: 8080 }],
    });

    it("leaves it unresolved, since Envoy's two headers differ", async () => {
      const forged = ["X-Forwarded-For: 6.6.6.6", "X-Envoy-External-Address: 6.6.6.6"];
      await expect(loopback.ask(LOOPBACK_IPV6, [forged])).resolves.toMatchObject([
        { clientIp: undefined, status: "conflict", peer: "127.0.0.1" },
      ]);
    });
  });
}
