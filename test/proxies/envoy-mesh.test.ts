import { describe, expect, it } from "vitest";

import { APPLICATIONS } from "../../examples/topologies/applications.ts";
import { path, appendedPath } from "../../examples/topologies/envoy-mesh/path.ts";
import { exchange } from "../harness/client.ts";
import { FORGED_BY_POD, GATEWAY_IDENTITY } from "../harness/forged.ts";
import { asWorkload, makeMeshCertificates } from "../harness/tls.ts";
import { namesEveryClient } from "./behaviors.ts";
import { type Client, OUTSIDE_CLIENTS } from "./clients.ts";
import { useLoopback } from "./loopback.ts";

const SIDECAR_PORT = 15006;
const POD: Client = { address: "127.0.1.9", to: "127.0.0.1" };
const sidecars = [
  { setting: "SANITIZE_SET", config: path },
  { setting: "APPEND_FORWARD", config: appendedPath },
];

for (const [framework, build] of Object.entries(APPLICATIONS)) {
  for (const { setting, config } of sidecars) {
    describe(`${framework} behind an Envoy gateway and a sidecar with ${setting}`, () => {
      const loopback = useLoopback({
        app: () => build(config),
        prepare: makeMeshCertificates,
        replace: { SANITIZE_SET: setting },
        proxies: [
          { runs: "envoy", file: "envoy-mesh/gateway.yaml", port: 8080 },
          { runs: "envoy", file: "envoy-mesh/sidecar.yaml", port: SIDECAR_PORT },
        ],
      });

      namesEveryClient(loopback, OUTSIDE_CLIENTS, {
        via: ["gateway", "sidecar"],
        source: "x-forwarded-for",
        proof: "identity",
        identity: GATEWAY_IDENTITY,
        peer: "127.0.0.6",
      });

      for (const [why, lines] of Object.entries(FORGED_BY_POD)) {
        it(`leaves another pod's request unresolved that sends ${why}`, async () => {
          const tcp = loopback.connect(POD, SIDECAR_PORT);
          const socket = asWorkload(tcp, loopback.directory, "other");
          await expect(exchange(socket, [lines])).resolves.toMatchObject([
            { clientIp: undefined, status: "hidden", via: ["sidecar"], peer: "127.0.0.6" },
          ]);
        });
      }
    });
  }
}
