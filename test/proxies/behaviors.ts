import { describe, expect, it } from "vitest";

import type { Resolution } from "../../packages/core/src/index.ts";
import { type Client, outsideClients } from "./clients.ts";
import { forgedRequests } from "./forged-requests.ts";
import type { Topology } from "./topology.ts";

/** What each resolution of a scenario says beside the client's address. */
export type HowKnown = Pick<Resolution, "via" | "source" | "proof" | "peer"> & Partial<Resolution>;

/** The answer that a client deserves. */
export function resolved({ address }: Client, how: HowKnown): object {
  return {
    clientIp: address,
    clientIpInfo: { ip: address, status: "resolved", warnings: [], ...how },
  };
}

/** Tests with each client and each forged request that the answer is the address which the client really has. */
export function namesEveryClient(
  topology: Topology,
  clients: readonly Client[],
  how: HowKnown,
): void {
  for (const client of clients) {
    const answer = resolved(client, how);

    describe(`names the client ${client.address}`, () => {
      for (const { why, lines } of forgedRequests) {
        it(`despite ${why}`, async () => {
          await expect(topology.ask(client, [lines])).resolves.toEqual([answer]);
        });
      }

      it("in each request of a connection, whatever the others say", async () => {
        const forged = ["X-Forwarded-For: 6.6.6.6", "X-Real-IP: 6.6.6.6", "Forwarded: for=6.6.6.6"];
        const requests = [forged, [], ["X-Forwarded-For: 7.7.7.7, 8.8.8.8"]];
        await expect(topology.ask(client, requests)).resolves.toEqual([answer, answer, answer]);
      });
    });
  }
}

/** Tests that who goes around the proxies is named itself; loopback would pass for a proxy on this machine. */
export function namesWhoGoesAround(topology: Topology): void {
  for (const client of outsideClients) {
    const peer = client.address;

    it(`names ${peer} itself when it goes around`, async () => {
      const forged = ["X-Forwarded-For: 6.6.6.6", "X-Real-IP: 6.6.6.6", "Forwarded: for=6.6.6.6"];
      await expect(topology.ask(client, [forged], 3000)).resolves.toMatchObject([
        { clientIp: peer, clientIpInfo: { peer, source: "socket", via: [], proof: "none" } },
      ]);
    });
  }
}
