import { createServer } from "node:http";
import { describe, expect, it } from "vitest";

import { clientIpInfoOf, createResolver } from "../../packages/node/src/index.ts";
import { envoyGateway } from "../../packages/presets/src/index.ts";
import { conversation, requestOf } from "../harness/client.ts";
import { LOOPBACK_IPV4 } from "./clients.ts";
import { useLoopback } from "./loopback.ts";

const TWO = createResolver(envoyGateway({ address: "127.0.0.1", numTrustedHops: 2 }));
const ONE = createResolver(envoyGateway({ address: "127.0.0.1", numTrustedHops: 1 }));
const ALONE = createResolver(envoyGateway({ address: "127.0.0.1" }));

/** A request that came through two proxies, the first of which a client called. */
const THROUGH_TWO = "X-Forwarded-For: 6.6.6.6, 203.0.113.7, 10.0.1.9";

describe("Envoy as Envoy Gateway sets it up for two trusted hops", () => {
  const loopback = useLoopback({
    app: () =>
      createServer((req, res) => {
        const answers = [TWO, ONE, ALONE].map((resolver) => clientIpInfoOf(req, resolver).ip);
        const { "x-client-of-envoy": ofEnvoy, "x-envoy-external-address": external } = req.headers;
        res.end(JSON.stringify([ofEnvoy, ...answers, external]));
      }),
    proxies: [{ runs: "envoy", file: "../../test/proxies/envoy-gateway/envoy.yaml", port: 8080 }],
  });

  async function told(...lines: string[]): Promise<unknown> {
    const socket = loopback.connect(LOOPBACK_IPV4);
    const response = await conversation(socket)(requestOf(lines));
    socket.destroy();
    return JSON.parse(String(response?.body));
  }

  it("takes the second element that it received for the client, and so does the preset", async () => {
    const [ofEnvoy, two, one, alone] = (await told(THROUGH_TWO)) as unknown[];
    expect([ofEnvoy, two]).toEqual(["203.0.113.7", "203.0.113.7"]);
    // Each count names one proxy further in.
    expect([one, alone]).toEqual(["10.0.1.9", LOOPBACK_IPV4.address]);
  });

  it("leaves a request through fewer proxies unresolved, where Envoy names its peer", async () => {
    const [ofEnvoy, two] = (await told("X-Forwarded-For: 203.0.113.7")) as unknown[];
    expect([ofEnvoy, two]).toEqual([LOOPBACK_IPV4.address, null]);
  });

  it("passes a forged x-envoy-external-address on, which the preset never reads", async () => {
    const forged = "X-Envoy-External-Address: 6.6.6.6";
    const [, two, , , external] = (await told(THROUGH_TWO, forged)) as unknown[];
    expect([two, external]).toEqual(["203.0.113.7", "6.6.6.6"]);
  });
});
