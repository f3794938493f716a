import { createSecureServer } from "node:http2";
import type { IncomingMessage } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer as createHttps } from "node:https";
import { createServer as createTcp, type LookupFunction, type Server, Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { promisify } from "node:util";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { createServer as createHttp } from "node:http";
import { Agent, fetch as undiciFetch, request } from "undici";
import { afterEach, describe, expect, it, vi } from "vitest";
import { clientIpOf, createResolver } from "../../src/index.ts";
import {
  acceptProxyProtocol,
  proxyProtocolConnector,
  type ProxyConnectorOptions,
} from "../../src/proxy-protocol.ts";
import {
  client,
  closedPort,
  firstRefuses,
  type Heard,
  inTurn,
  listening,
  never,
  plain,
  receiving,
  secure,
  tell,
} from "./receiver.ts";
import { ca, party } from "../tls-files.ts";

/** A dispatcher for one client while `use` runs. */
async function using<Result>(
  number: number,
  use: (dispatcher: Agent) => Promise<Result>,
  options: ProxyConnectorOptions = { ca },
  agent: Agent.Options = {},
): Promise<Result> {
  const dispatcher = new Agent({
    ...agent,
    connect: proxyProtocolConnector(client(number), options),
  });
  try {
    return await use(dispatcher);
  } finally {
    await dispatcher.destroy();
  }
}

async function ask(url: string, dispatcher: Agent): Promise<Heard> {
  const { body } = await request(url, { dispatcher });
  return (await body.json()) as Heard;
}

const kinds: [string, string, () => Server][] = [
  ["http", "http://127.0.0.1", plain],
  ["https by address", "https://127.0.0.1", secure],
  ["https by name", "https://localhost", secure],
];

describe.each(kinds)("proxyProtocolConnector over %s", (_name, origin, server) => {
  const options: ProxyConnectorOptions = { ca, lookup: firstRefuses, autoSelectFamily: true };

  it("sends its client's header for a request", async () => {
    const heard = await receiving(server(), (port) =>
      using(1, (dispatcher) => ask(`${origin}:${port}/path`, dispatcher), options),
    );
    expect(heard).toMatchObject({ ip: "198.51.100.1", port: 40_001 });
  });

  it("sends its client's header for fetch, Node's own and undici's", async () => {
    await receiving(server(), (port) =>
      using(
        2,
        async (dispatcher) => {
          const own = await fetch(`${origin}:${port}`, { dispatcher } as object);
          const undicis = await undiciFetch(`${origin}:${port}`, { dispatcher });
          expect(await own.json()).toMatchObject({ ip: "198.51.100.2" });
          expect(await undicis.json()).toMatchObject({ ip: "198.51.100.2" });
        },
        options,
      ),
    );
  });

  it("shares connections within one client, never between two", async () => {
    await receiving(server(), async (port, connections) => {
      const url = `${origin}:${port}`;
      const heard = await using(
        1,
        (one) =>
          using(
            2,
            async (two) => {
              const both = await inTurn(3, () => Promise.all([ask(url, one), ask(url, two)]));
              return both.flat();
            },
            options,
            { connections: 1 },
          ),
        options,
        { connections: 1 },
      );
      const [first, second] = heard;
      expect([first?.ip, second?.ip]).toEqual(["198.51.100.1", "198.51.100.2"]);
      expect(heard).toEqual([first, second, first, second, first, second]);
      expect(connections.size).toBe(2);
    });
  });

  it("passes on the error of the connection to the caller", async () => {
    const port = await closedPort();
    await using(1, async (dispatcher) => {
      await expect(ask(`${origin}:${port}`, dispatcher)).rejects.toHaveProperty("code");
      const failed = fetch(`http://127.0.0.1:${port}`, { dispatcher } as object);
      await expect(failed).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
    });
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe("proxyProtocolConnector", () => {
  it.each(["http:", "https:"])(
    "gives the error, once, if an %s server resets the connection before the header is sent",
    async (protocol) => {
      // The kernel lets a server do so between the connection and the first write.
      const reset = Object.assign(new Error("write ECONNRESET"), { code: "ECONNRESET" });
      vi.spyOn(Socket.prototype, "_write").mockImplementation((_bytes, _encoding, done) => {
        done(reset);
      });
      vi.spyOn(Socket.prototype, "_writev").mockImplementation((_chunks, done) => {
        done(reset);
      });
      await listening(createTcp(), async (port) => {
        const connect = promisify(proxyProtocolConnector(client(1)));
        const target = { protocol, hostname: "127.0.0.1", port: String(port) };
        await expect(connect(target)).rejects.toBe(reset);
      });
    },
  );

  it("leaves the idle timeout of a plain connection to undici", async () => {
    await listening(createTcp(), async (port) => {
      const connect = promisify(proxyProtocolConnector(client(1), { timeout: 60_000 }));
      const target = { protocol: "http:", hostname: "127.0.0.1", port: String(port) };
      const socket = (await connect(target)) as Socket;
      socket.emit("timeout");
      expect(socket.destroyed).toBe(false);
      socket.destroy();
    });
  });

  it("has one client for all streams of HTTP/2", async () => {
    const server = createSecureServer(party("server"), (req, res) => {
      const heard = tell(req as unknown as IncomingMessage);
      res.end(JSON.stringify({ ...heard, version: req.httpVersion }));
    });
    await receiving(server, async (port, connections) => {
      const url = `https://localhost:${port}`;
      const heard = await using(
        3,
        async (dispatcher) => {
          await ask(url, dispatcher);
          return await Promise.all([1, 2, 3].map(() => ask(url, dispatcher)));
        },
        { ca },
        { allowH2: true, connections: 1 },
      );
      expect(heard.map(({ ip }) => ip)).toEqual(Array(3).fill("198.51.100.3"));
      expect(heard[0]).toMatchObject({ version: "2.0" });
      expect(connections.size).toBe(1);
    });
  });

  it("refuses a certificate that is not for the server's name", async () => {
    await receiving(secure(), (port) =>
      using(
        1,
        async (dispatcher) => {
          await expect(ask(`https://other.test:${port}`, dispatcher)).rejects.toMatchObject({
            code: "ERR_TLS_CERT_ALTNAME_INVALID",
          });
        },
        { ca, lookup: firstRefuses, autoSelectFamily: true },
      ),
    );
  });

  it.each<[string, string | false]>([
    ["localhost", "localhost"],
    ["127.0.0.1", false],
  ])("asks %s for its certificate by %s", async (hostname, servername) => {
    const server = createHttps(party("server"), (req, res) => {
      res.end(JSON.stringify((req.socket as TLSSocket).servername));
    });
    const options = { ca, lookup: firstRefuses, autoSelectFamily: true };
    await receiving(server, async (port) => {
      const url = `https://${hostname}:${port}`;
      expect(await using(1, (dispatcher) => ask(url, dispatcher), options)).toBe(servername);
      // A dispatcher that connects before it has a request does not know the name.
      const connect = promisify(proxyProtocolConnector(client(1), options));
      const socket = await connect({ protocol: "https:", hostname, port: String(port) });
      expect((socket as TLSSocket & { servername?: unknown }).servername || false).toBe(servername);
      socket?.destroy();
    });
  });

  it.each([
    ["undici", { servername: "localhost" }, { servername: "b.test" }],
    ["the options", {}, { servername: "localhost" }],
  ])("asks for the certificate by the name from %s, not by the host", async (_, named, options) => {
    await receiving(createHttps(party("server")), async (port) => {
      const connect = promisify(proxyProtocolConnector(client(1), { ca, ...options }));
      const target = { protocol: "https:", hostname: "127.0.0.1", port: String(port), ...named };
      const socket = await connect(target);
      expect((socket as TLSSocket & { servername?: unknown }).servername).toBe("localhost");
      socket?.destroy();
    });
  });

  it("looks up the name that undici asks for", async () => {
    const names: string[] = [];
    const lookup: LookupFunction = (name, options, callback) => {
      names.push(name);
      firstRefuses(name, options, callback);
    };
    await receiving(plain(), (port) =>
      using(1, (dispatcher) => ask(`http://a.test:${port}`, dispatcher), {
        lookup,
        autoSelectFamily: true,
      }),
    );
    expect(names).toEqual(["a.test"]);
  });

  it.each<[string, string, ProxyConnectorOptions]>([
    ["the name is never resolved", "http://a.test", { lookup: never }],
    ["the server never shakes hands", "https://127.0.0.1", {}],
  ])("gives up in time when %s", async (_about, origin, options) => {
    await listening(
      createTcp((socket) => socket.resume()),
      (port) =>
        using(
          1,
          async (dispatcher) => {
            await expect(ask(`${origin}:${port}`, dispatcher)).rejects.toMatchObject({
              code: "ETIMEDOUT",
            });
          },
          { ...options, connectTimeout: 50 },
        ),
    );
  });

  it("connects from the address that undici names, and over a unix socket", async () => {
    const folder = await mkdtemp(join(tmpdir(), "client-ip-"));
    const unix = createResolver([{ address: "unix", tells: "proxy-protocol" }]);
    const server = createHttp((req, res) => res.end(JSON.stringify({ ip: clientIpOf(req, unix) })));
    acceptProxyProtocol(server, unix);
    const socketPath = join(folder, "socket");
    await once(server.listen(socketPath), "listening");
    try {
      await using(
        4,
        async (dispatcher) => {
          expect(await ask("http://localhost", dispatcher)).toEqual({ ip: "198.51.100.4" });
        },
        {},
        { socketPath },
      );
    } finally {
      server.close();
      await rm(folder, { recursive: true });
    }
    const from = createHttp((req, res) => res.end(JSON.stringify(req.socket.remoteAddress)));
    acceptProxyProtocol(from, { address: "127.0.0.9" });
    const heard = await listening(from, (port) =>
      using(
        4,
        (dispatcher) => ask(`http://127.0.0.1:${port}`, dispatcher),
        {},
        { localAddress: "127.0.0.9" },
      ),
    );
    expect(heard).toBe("127.0.0.9");
  });
});
