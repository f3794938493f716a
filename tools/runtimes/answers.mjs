// Prints in one line of JSON what the packages answer in the runtime that runs it: an address, or
// the status or code that stands for it. Its argument is a folder for unix sockets.
import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import {
  createResolver as createCoreResolver,
  evidenceOfFetch,
} from "../../packages/core/dist/index.js";
import {
  clientIp,
  clientIpInfoOf,
  createResolver,
  sealRequests,
} from "../../packages/node/dist/index.js";
import { acceptProxyProtocol } from "../../packages/node/dist/proxy-protocol.js";

const [, , folder] = process.argv;
const LIST = "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 203.0.113.7\r\n";
const FORWARDED = 'Forwarded: for="6.6.6.6\r\nForwarded: for=203.0.113.7\r\n';
const appending = { address: "127.0.0.1", tells: "x-forwarded-for", proto: "x-forwarded-proto" };

/** Sends one request, and resolves to the body of the answer. */
async function ask(to, lines, before = "") {
  const socket = connect(to).setEncoding("latin1");
  socket.write(`${before}GET / HTTP/1.1\r\nHost: a.example\r\n${lines}Connection: close\r\n\r\n`);
  let received = "";
  for await (const chunk of socket) received += chunk;
  return received.split("\r\n\r\n")[1];
}

const told = ({ ip, status }) => ip ?? status;

/** What a listener of node:http answers at a place, which is a port or a path. */
async function serve(listener, lines, { path, before, prepare } = {}) {
  const server = createServer((req, res) => {
    try {
      res.end(listener(req, res));
    } catch (error) {
      res.end(error.code);
    }
  });
  try {
    prepare?.(server);
    if (path === undefined) server.listen(0, "127.0.0.1");
    else server.listen(path);
    await once(server, "listening");
    const to = path === undefined ? { port: server.address().port, host: "127.0.0.1" } : { path };
    return await ask(to, lines, before);
  } finally {
    server.close();
  }
}

const answers = {};
async function note(what, answer) {
  answers[what] = await answer().catch((error) => error.code ?? error.message);
}

await note("node:http", () => {
  const resolver = createResolver("nginx");
  return serve((req) => told(clientIpInfoOf(req, resolver)), LIST);
});
await note("node:http, Forwarded with an open quote", () => {
  const resolver = createResolver({ address: "127.0.0.1", tells: "forwarded" });
  return serve((req) => told(clientIpInfoOf(req, resolver)), FORWARDED);
});
await note("node:http at a unix socket", () => {
  const resolver = createResolver("nginx");
  return serve((req) => told(clientIpInfoOf(req, resolver)), LIST, { path: `${folder}/nginx` });
});
await note("node:http at a unix socket, path unix", async () => {
  const resolver = createResolver("unix");
  return serve((req) => told(clientIpInfoOf(req, resolver)), LIST, { path: `${folder}/unix` });
});
await note("PROXY header", async () => {
  const resolver = createResolver({ address: "127.0.0.1", tells: "proxy-protocol" });
  return serve((req) => told(clientIpInfoOf(req, resolver)), "", {
    before: "PROXY TCP4 203.0.113.7 127.0.0.1 1 2\r\n",
    prepare: (server) => acceptProxyProtocol(server, { resolver, onError() {} }),
  });
});
await note("seal on a server", () =>
  serve((req) => req.headers["x-forwarded-for"], LIST, {
    prepare: (server) =>
      sealRequests(server, createResolver(appending), { onUnresolved: "reject" }),
  }),
);
await note("seal in the application", () => {
  const seal = clientIp(appending, { seal: { onUnresolved: "reject" } });
  return serve((req, res) => {
    seal(req, res);
    return req.headers["x-forwarded-for"];
  }, LIST);
});

/** Starts a server of fetch at a port, or a path, and asks it. */
async function fetching(config, lines, path) {
  const resolver = createCoreResolver(config);
  const answer = (request, peer) =>
    new Response(told(resolver.resolve(evidenceOfFetch(request, peer))));
  if (globalThis.Bun !== undefined) {
    const handler = (request, server) => answer(request, path ? "unix" : server.requestIP(request));
    const place = path ? { unix: path } : { port: 0, hostname: "127.0.0.1" };
    const server = globalThis.Bun.serve({ ...place, fetch: handler });
    return ask(path ? { path } : { port: server.port, host: "127.0.0.1" }, lines);
  }
  const place = path ? { path } : { port: 0, hostname: "127.0.0.1" };
  let server;
  await new Promise((listening) => {
    server = globalThis.Deno.serve({ ...place, onListen: listening }, (request, info) =>
      answer(request, info.remoteAddr),
    );
  });
  return ask(path ? { path } : { port: server.addr.port, host: "127.0.0.1" }, lines);
}

if (globalThis.Bun !== undefined || globalThis.Deno !== undefined) {
  const forwarded = { address: "127.0.0.1", tells: "forwarded" };
  await note("fetch", () => fetching("loopback", LIST));
  await note("fetch, Forwarded with an open quote", () => fetching(forwarded, FORWARDED));
  await note("fetch at a unix socket", () => fetching("unix", LIST, `${folder}/fetch`));
}
answers.version = globalThis.Bun?.version ?? globalThis.Deno?.version.deno ?? process.versions.node;
console.log(JSON.stringify(answers));
process.exit();
