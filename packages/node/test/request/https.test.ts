import { once } from "node:events";
import { createServer, get } from "node:https";
import { json } from "node:stream/consumers";
import type { IncomingMessage } from "node:http";
import type { SecureVersion } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientIpInfoOf, createResolver } from "../../src/index.ts";
import { evidenceOf } from "../../src/adapter.ts";
import { ca, party, type Party } from "../tls-files.ts";

/** The gateway proves itself to this server by its client certificate. */
const resolver = createResolver({
  identity: "spiffe://test/gateway",
  address: "127.0.0.1",
  tells: "x-forwarded-for",
});

const server = createServer(
  { ...party("server"), ca, requestCert: true, rejectUnauthorized: false },
  (req, res) => {
    const { peerIdentity } = evidenceOf(req);
    const { ip, status, proof } = clientIpInfoOf(req, resolver);
    res.end(JSON.stringify({ peerIdentity, ip, status, proof }));
  },
);

beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

/** Who connects, and what the server answers. */
const rows: readonly { who: string; client: Partial<Party>; answer: object; why: string }[] = [
  {
    who: "the gateway",
    client: party("gateway"),
    answer: {
      peerIdentity: ["spiffe://test/gateway"],
      ip: "198.51.100.7",
      status: "resolved",
      proof: "identity",
    },
    why: "its certificate is signed and names it",
  },
  {
    who: "a client with a self-signed certificate in the gateway's name",
    client: party("self-signed"),
    answer: { status: "unproven", proof: "none" },
    why: "the server lets it in (rejectUnauthorized: false), but no CA vouches for it",
  },
  {
    who: "a client without a certificate",
    client: {},
    answer: { status: "unproven", proof: "none" },
    why: "certificates may be optional",
  },
  {
    who: "a party of the mesh without a URI",
    client: party("no-uri"),
    answer: { status: "unproven", proof: "none" },
    why: "a DNS name is no identity",
  },
  {
    who: "a party whose certificate has two URIs",
    client: party("two-names"),
    answer: {
      peerIdentity: ["spiffe://test/gateway", "spiffe://test/other"],
      status: "ambiguous",
      proof: "none",
    },
    why: "either of them may be meant",
  },
  {
    who: "a party whose one URI holds a comma and the gateway's name",
    client: party("comma"),
    answer: { status: "unproven", proof: "none" },
    why: "split at the comma, it would be the gateway",
  },
];

describe.each(["TLSv1.2", "TLSv1.3"] as const)("a hop's identity over %s", (version) => {
  it.each(rows)("is, of $who: $why", async ({ client, answer }) => {
    expect(await ask(client, version)).toEqual(answer);
  });
});

async function ask(client: Partial<Party>, version: SecureVersion): Promise<unknown> {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening");
  const request = get({
    ...client,
    ca,
    host: "127.0.0.1",
    port: address.port,
    agent: false,
    minVersion: version,
    maxVersion: version,
    headers: { "X-Forwarded-For": "198.51.100.7" },
  });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  return await json(response);
}
