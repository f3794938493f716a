import { describe, expect, it } from "vitest";

import { exchangeHttp2, requestOf } from "../harness/client.ts";
import { FORGED_HEADERS, FORGED_PREAMBLES, FORGED_REQUESTS } from "../harness/forged.ts";
import { resolved, type Seen } from "../harness/reply.ts";
import { overTls } from "../harness/tls.ts";
import { CLIENTS, type Client, LOOPBACK_IPV4, OUTSIDE_CLIENTS } from "./clients.ts";
import type { Loopback } from "./loopback.ts";

type Clients = readonly Client[];

/** What each reply of a scenario says beside the client's address. */
export type HowKnown = Pick<Seen, "via" | "proof" | "source" | "peer"> & Partial<Seen>;

/** The whole reply to a client. */
export function replyTo({ address }: Client, how: HowKnown): Seen {
  return resolved(address, how.via, how.proof, { ip: address, warnings: [], ...how });
}

/** How a client is known where the last hop's PROXY header names it. */
export function byProxyProtocol(...via: readonly string[]): HowKnown {
  const port = expect.any(Number) as number;
  return { via, source: "proxy-protocol", proof: "address", peer: "127.0.0.1", port };
}

/** The smallest request, after which the application closes the connection. */
export const LAST_REQUEST = requestOf(["Connection: close"]);

/** No answer, or 400 from a program that took the PROXY header for a request. */
const REFUSED = /^(?:HTTP\/1\.1 400 [^]*)?$/;

/**
 * Tests with each client and each forged request that the answer is the address which the client
 * really has.
 */
export function namesEveryClient(loopback: Loopback, clients: Clients, how: HowKnown): void {
  for (const client of clients) {
    const reply = replyTo(client, how);

    describe(`names the client ${client.address}`, () => {
      for (const [why, lines] of Object.entries(FORGED_REQUESTS)) {
        it(`despite ${why}`, async () => {
          await expect(loopback.ask(client, [lines])).resolves.toEqual([reply]);
        });
      }

      it("in each request of a connection, whatever the others say", async () => {
        const requests = [FORGED_HEADERS, [], ["X-Forwarded-For: 7.7.7.7, 8.8.8.8"]];
        await expect(loopback.ask(client, requests)).resolves.toEqual([reply, reply, reply]);
      });
    });
  }
}

/**
 * Tests that a client that goes around the proxies is named itself; loopback would pass for a proxy
 * on this machine.
 */
export function namesClientsThatGoAround(loopback: Loopback): void {
  for (const client of OUTSIDE_CLIENTS) {
    const peer = client.address;

    it(`names ${peer} itself when it goes around`, async () => {
      await expect(loopback.ask(client, [FORGED_HEADERS], 3000)).resolves.toMatchObject([
        { clientIp: peer, peer, source: "socket", via: [], proof: "none" },
      ]);
    });
  }
}

/**
 * Tests that each request of a connection of HTTP/2 over TLS is its client's, whatever it and the
 * others say.
 */
export function namesEveryHttp2Client(loopback: Loopback, how: HowKnown): void {
  const list = ["6.6.6.6", "7.7.7.7, 8.8.8.8"];
  const forged = { "x-forwarded-for": list, "x-real-ip": "6.6.6.6", forwarded: "for=6.6.6.6" };

  describe("by HTTP/2", () => {
    for (const client of CLIENTS) {
      it(`names ${client.address} in requests side by side`, async () => {
        const tcp = loopback.connect(client);
        const socket = overTls(tcp, loopback.directory, { ALPNProtocols: ["h2"] });
        const requests = [forged, {}, { "x-forwarded-for": "9.9.9.9" }];
        const reply = replyTo(client, how);
        await expect(exchangeHttp2(socket, requests)).resolves.toEqual([reply, reply, reply]);
      });
    }
  });
}

/** All that holds wherever the proxy next to the application sends PROXY headers. */
export function behavesBehindProxyProtocol(loopback: Loopback, how: HowKnown): void {
  namesEveryClient(loopback, CLIENTS, how);
  namesEveryPort(loopback);
  namesClientsThatGoAround(loopback);
  believesNoForgedPreamble(loopback, CLIENTS);
  believesNoForgedPreamble(loopback, OUTSIDE_CLIENTS, 3000);
  wantsHeader(loopback, LOOPBACK_IPV4);
}

/** Tests that the port is the client's own, too. */
export function namesEveryPort(loopback: Loopback): void {
  for (const client of CLIENTS) {
    it(`names the port of ${client.address}`, async () => {
      const connection = loopback.keep(client);
      expect(await connection.ask()).toBe(connection.honest());
      connection.end();
    });
  }
}

/**
 * Tests that no client's own PROXY header is believed where it enters; the port is as the files
 * name it.
 */
export function believesNoForgedPreamble(loopback: Loopback, clients: Clients, port = 8080): void {
  describe(`refuses a PROXY header of the client's own at port ${port}`, () => {
    for (const client of clients) {
      for (const [why, bytes] of Object.entries(FORGED_PREAMBLES)) {
        it(`${why}, from ${client.address}`, async () => {
          const answer = loopback.send(client, bytes + LAST_REQUEST, port);
          await expect(answer).resolves.toMatch(REFUSED);
        });
      }
    }
  });
}

/** Tests that a PROXY hop must send its header. */
export function wantsHeader(loopback: Loopback, proxy: Client): void {
  it(`closes a connection from ${proxy.address} without a PROXY header`, async () => {
    await expect(loopback.send(proxy, LAST_REQUEST, 3000)).resolves.toBe("");
  });
}
