import { describe, expect, it } from "vitest";

import { type HowKnown, namesEveryClient, namesWhoGoesAround } from "./behaviors.ts";
import { type Client, loopbackIpv4, outsideClients } from "./clients.ts";
import { exchange } from "./exchange.ts";
import { forgedPreambles } from "./forged-preambles.ts";
import type { Answer, Topology } from "./topology.ts";

/** The least request, after which the application closes the connection. */
export const request = "GET / HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n\r\n";

/** Answered by nobody, or with 400 by whoever took the header for a request. */
const refused = /^(?:HTTP\/1\.1 400 [^]*)?$/;

/** What each resolution says where the last hop's PROXY header names the client. */
export function byProxyProtocol(...via: readonly string[]): HowKnown {
  const port = expect.any(Number) as number;
  return { via, source: "proxy-protocol", proof: "address", peer: "127.0.0.1", port };
}

/** All that holds wherever the proxy next to the application sends PROXY headers. */
export function behavesBehindProxyProtocol(
  topology: Topology,
  clients: readonly Client[],
  how: HowKnown,
): void {
  namesEveryClient(topology, clients, how);
  namesEveryPort(topology, clients);
  namesWhoGoesAround(topology);
  believesNoForgedPreamble(topology, clients);
  believesNoForgedPreamble(topology, outsideClients, 3000);
  wantsHeader(topology, loopbackIpv4);
}

/** Tests that the port is the client's own, too. */
export function namesEveryPort(topology: Topology, clients: readonly Client[]): void {
  for (const client of clients) {
    it(`names the port of ${client.address}`, async () => {
      const socket = topology.connect(client);
      let localPort: number | undefined;
      socket.once("readable", () => ({ localPort } = socket));
      const [reply] = await exchange(socket, [[]]);
      const { clientIpInfo } = JSON.parse(reply?.body ?? "") as Answer;
      expect(clientIpInfo.port).toBe(localPort);
    });
  }
}

/**
 * Tests that no client's own PROXY header is believed.
 *
 * @param port as the files name it: where to enter.
 */
export function believesNoForgedPreamble(
  topology: Topology,
  clients: readonly Client[],
  port?: number,
): void {
  describe(`refuses a PROXY header of the client's own${port === undefined ? "" : ` at port ${port}`}`, () => {
    for (const client of clients) {
      for (const { why, bytes } of forgedPreambles) {
        it(`${why}, from ${client.address}`, async () => {
          await expect(topology.send(client, bytes + request, port)).resolves.toMatch(refused);
        });
      }
    }
  });
}

/** Tests that a PROXY hop must send its header. */
export function wantsHeader(topology: Topology, proxy: Client): void {
  it(`closes a connection from ${proxy.address} without a PROXY header`, async () => {
    await expect(topology.send(proxy, request, 3000)).resolves.toBe("");
  });
}
