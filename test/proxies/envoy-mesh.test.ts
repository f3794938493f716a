import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { connect as connectByTls } from "node:tls";
import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";

import { path, appendedPath } from "../../examples/topologies/envoy-mesh/path.ts";
import { applications } from "./applications.ts";
import { namesEveryClient } from "./behaviors.ts";
import { outsideClients } from "./clients.ts";
import { exchange } from "./exchange.ts";
import { forgedByPod, gateway } from "./forged-by-pod.ts";
import { type Answer, type Topology, useTopology } from "./topology.ts";

const sidecarPort = 15006;
const sidecars = [
  { says: "SANITIZE_SET", config: path },
  { says: "APPEND_FORWARD", config: appendedPath },
];

function makeCertificates(directory: string): void {
  const script = new URL("../../examples/topologies/envoy-mesh/certificates.sh", import.meta.url);
  execFileSync("sh", [fileURLToPath(script), directory], { stdio: "ignore" });
}

/** Calls the sidecar with a pod's certificate, as any workload of the mesh can. */
async function askAs(pod: string, topology: Topology, lines: readonly string[]): Promise<Answer> {
  const read = (name: string): Buffer => readFileSync(join(topology.directory(), name));
  const port = topology.port(sidecarPort);
  const socket = connectByTls({
    socket: connect({ host: "127.0.0.1", port, localAddress: "127.0.1.9" }),
    ca: read("ca.crt"),
    cert: read(`${pod}.crt`),
    key: read(`${pod}.key`),
    // The sidecar's certificate names a SPIFFE ID and no host; the mesh's root is checked all the same.
    checkServerIdentity: () => undefined,
  });
  const [reply] = await exchange(socket, [lines]);
  return JSON.parse(reply?.body ?? "") as Answer;
}

for (const { framework, build } of applications) {
  for (const { says, config } of sidecars) {
    describe(`${framework} behind an Envoy gateway and a sidecar with ${says}`, () => {
      const topology = useTopology({
        app: () => build(config),
        prepare: makeCertificates,
        replace: { SANITIZE_SET: says },
        proxies: [
          { program: "envoy", file: "envoy-mesh/gateway.yaml", port: 8080 },
          { program: "envoy", file: "envoy-mesh/sidecar.yaml", port: sidecarPort },
        ],
      });

      namesEveryClient(topology, outsideClients, {
        via: ["gateway", "sidecar"],
        source: "x-forwarded-for",
        proof: "identity",
        identity: gateway,
        peer: "127.0.0.6",
      });

      for (const { why, lines } of forgedByPod) {
        it(`names nobody when another pod sends ${why}`, async () => {
          const { clientIp, clientIpInfo } = await askAs("other", topology, lines);
          expect(clientIp).toBeUndefined();
          expect(clientIpInfo).toMatchObject({
            status: "hidden",
            via: ["sidecar"],
            peer: "127.0.0.6",
          });
        });
      }
    });
  }
}
