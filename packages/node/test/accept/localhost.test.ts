import dns from "node:dns";
import { createServer } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { type FastifyInstance, fastify } from "fastify";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clientIpInfoOf, createResolver } from "../../src/index.ts";
import { acceptProxyProtocol } from "../../src/proxy-protocol.ts";

const resolver = createResolver({ name: "balancer", address: "loopback", tells: "proxy-protocol" });
const HEADER = "PROXY TCP4 203.0.113.7 192.0.2.1 40001 443\r\n";
const REQUEST = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
const HOSTS = ["127.0.0.1", "::1"];
let app: FastifyInstance;

// The addresses of localhost differ between machines. Fastify looks all of them up, and creates one
// more server for each but the first.
const { lookup } = dns;

beforeEach(() => {
  const found = HOSTS.map((address, i) => ({ address, family: i === 0 ? 4 : 6 }));
  const answer = (...args: readonly unknown[]): void => {
    const [name, options] = args;
    const done = args.at(-1);
    if (name !== "localhost" || typeof done !== "function") Reflect.apply(lookup, dns, args);
    else if (options instanceof Object && "all" in options) process.nextTick(done, null, found);
    else process.nextTick(done, null, HOSTS[0], 4);
  };
  Object.assign(dns, { lookup: answer });
});

afterEach(async () => {
  Object.assign(dns, { lookup });
  await app.close();
});

async function listening(made: FastifyInstance, host: string): Promise<number> {
  app = made;
  app.get("/", (request) => clientIpInfoOf(request, resolver));
  await app.listen({ port: 0, host });
  const address = app.server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** The answer to these bytes, or the error's code if no server listens there. */
async function ask(port: number, host: string, bytes: string): Promise<string> {
  const socket = connect(port, host);
  socket.write(bytes);
  try {
    return await text(socket);
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
}

function byServerFactory(): FastifyInstance {
  return fastify({
    serverFactory: (handler) => {
      const server = createServer(handler);
      acceptProxyProtocol(server, resolver);
      return server;
    },
  });
}

describe("Fastify on localhost with a serverFactory", () => {
  it("listens on the first address alone, and receives headers there", async () => {
    const port = await listening(byServerFactory(), "localhost");
    expect(app.addresses()).toHaveLength(1);
    expect(await ask(port, "127.0.0.1", HEADER + REQUEST)).toContain('"ip":"203.0.113.7"');
    expect(await ask(port, "127.0.0.1", REQUEST)).toBe("");
    expect(await ask(port, "::1", HEADER + REQUEST)).toBe("ECONNREFUSED");
  });

  it.each(HOSTS)("receives headers on %s when it listens on ::", async (host) => {
    const port = await listening(byServerFactory(), "::");
    expect(await ask(port, host, HEADER + REQUEST)).toContain('"ip":"203.0.113.7"');
    expect(await ask(port, host, REQUEST)).toBe("");
  });
});

async function atBothAddresses(): Promise<number> {
  const made = fastify();
  acceptProxyProtocol(made.server, resolver);
  const port = await listening(made, "localhost");
  expect(app.addresses()).toHaveLength(2);
  return port;
}

describe("Fastify on localhost with its server given to acceptProxyProtocol", () => {
  it("receives headers on the first address", async () => {
    const port = await atBothAddresses();
    expect(await ask(port, "127.0.0.1", HEADER + REQUEST)).toContain('"ip":"203.0.113.7"');
  });

  // Fastify does not expose the second server, so the documented way is a serverFactory.
  it("trusts no header on the second address, whose server it does not know", async () => {
    const port = await atBothAddresses();
    expect(await ask(port, "::1", HEADER + REQUEST)).toMatch(/^HTTP\/1\.1 400 /);
    const forged = REQUEST.replace("\r\n\r\n", "\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n");
    const answer = await ask(port, "::1", forged);
    expect(answer).toContain('"peer":"::1"');
    expect(answer).not.toContain('"ip"');
  });
});
