import { describe, expect, it } from "vitest";

import { type HowKnown, resolved } from "./behaviors.ts";
import type { Client } from "./clients.ts";
import { exchangeHttp2 } from "./exchange-http2.ts";
import { overTls } from "./tls-client.ts";
import type { Topology } from "./topology.ts";

const forged = {
  "x-forwarded-for": ["6.6.6.6", "7.7.7.7, 8.8.8.8"],
  "x-real-ip": "6.6.6.6",
  forwarded: "for=6.6.6.6",
};

/** Tests that each request of a connection of HTTP/2 over TLS is its client's, whatever it and the others say. */
export function namesEveryHttp2Client(
  topology: Topology,
  clients: readonly Client[],
  how: HowKnown,
): void {
  describe("by HTTP/2", () => {
    for (const client of clients) {
      it(`names ${client.address} in requests side by side`, async () => {
        const tcp = topology.connect(client);
        const socket = overTls(tcp, topology.directory(), { ALPNProtocols: ["h2"] });
        const bodies = await exchangeHttp2(socket, [forged, {}, { "x-forwarded-for": "9.9.9.9" }]);
        const answer = resolved(client, how);
        expect(bodies.map((body): unknown => JSON.parse(body))).toMatchObject([
          answer,
          answer,
          answer,
        ]);
      });
    }
  });
}
