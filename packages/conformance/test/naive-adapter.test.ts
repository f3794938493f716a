import { createServer, type IncomingMessage } from "node:http";
import { createResolver, isResolver, type Resolution, type Resolver } from "@client-ip/core";
import { conformance } from "../src/index.ts";
import { listening } from "../src/listening.ts";
import { exchange } from "../src/raw-client.ts";

/** An adapter as one writes it in five minutes. */
function clientIpInfoOf(
  { socket, rawHeaders, headers }: IncomingMessage,
  resolver: Resolver = createResolver(),
): Resolution {
  return resolver.resolve({ peer: socket.remoteAddress ?? "unix", rawHeaders, headers });
}

const silent = "it warns of nothing";
const noLimit = "it does not know Node's limit";
const unsaid = "it does not say what the socket and the request say of themselves";
const late = "it takes every peer without an address for a unix peer";

/**
 * Whether this version of Node drops the header lines that it does not keep; others refuse them.
 */
const drops = await listening(
  createServer((_req, res) => void res.end()),
  "127.0.0.1",
  async (to) => {
    const lines = "a: b\r\n".repeat(1100);
    const answer = await exchange(
      to,
      `GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${lines}\r\n`,
    );
    return answer.startsWith("HTTP/1.1 200 ");
  },
);

// The table must see each of its mistakes: a gap that is none fails.
conformance({
  name: "a naive adapter",
  adapter: {
    createResolver,
    clientIpInfoOf,
    clientIpOf: (request, resolver) => clientIpInfoOf(request, resolver).ip,
  },
  serve: (config, reply) => {
    const resolver = isResolver(config) ? config : createResolver(config);
    return createServer(async (req, res) => {
      const clientIpInfo = clientIpInfoOf(req, resolver);
      const answer = reply({ clientIp: clientIpInfo.ip, clientIpInfo }, req);
      res.end(JSON.stringify(await answer.catch(String)));
    });
  },
  gaps: {
    "as many header lines as Node keeps are too many": noLimit,
    ...(drops && {
      "a line that a proxy added beyond Node's limit does not leave the client's own": noLimit,
      "a line beyond Node's limit leaves no forged one if the client states HTTP/0.9": noLimit,
      "a line beyond Node's limit leaves no forged one if the client states HTTP/2.0": noLimit,
    }),
    "a connection that is reset before it is accepted has no peer": late,
    "nothing is resolved before the application asks": "it resolves every request",
    "a request is resolved once, however often it is asked": "it keeps no answer",
    "clientIpOf answers by the application's configuration when none is named": "it binds nothing",
    "without a hop the socket tells the scheme, and Host the host": unsaid,
    "two Host lines name no host": unsaid,
    "presets are known by name": "it hands no presets in",
    "without a configuration a local peer that forwards is no client, with one warning": silent,
    "behind a seal a handler finds our answer alone, request by request": "it seals nothing",
    "a seal can reject a request without a client, and the connection goes on":
      "it rejects nothing",
    "a request without a client can be rejected without a seal": "it rejects nothing",
    "a rejection has its status and its headers: a problem that no cache keeps":
      "it rejects nothing",
    "the diagnostic endpoint answers a request with its token, although the path rejects it":
      "it has no endpoint",
  },
});
