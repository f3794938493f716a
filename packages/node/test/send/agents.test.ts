import { once } from "node:events";
import { type Agent, createServer as createHttp, type IncomingMessage, request } from "node:http";
import {
  Agent as SecureAgent,
  createServer as createHttps,
  request as requestSecurely,
} from "node:https";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer as createTcp, type Server, type Socket } from "node:net";
import { PassThrough } from "node:stream";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { TLSSocket } from "node:tls";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { clientIpOf, createResolver } from "../../src/index.ts";
import {
  acceptProxyProtocol,
  type ProxiedClient,
  proxyProtocolAgent,
  proxyProtocolSecureAgent,
} from "../../src/proxy-protocol.ts";
import {
  client,
  closedPort,
  connectionsIn,
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

interface Kind {
  readonly server: () => Server;
  readonly agent: (
    client: ProxiedClient,
    options?: { keepAlive?: boolean; timeout?: number },
  ) => Agent;
  readonly request: typeof request;
  /** What makes a server of the kind out of a listener for upgrades. */
  readonly bare: () => Server;
}

const kinds: [string, Kind][] = [
  [
    "proxyProtocolAgent",
    { server: plain, agent: proxyProtocolAgent, request, bare: () => createHttp() },
  ],
  [
    "proxyProtocolSecureAgent",
    {
      server: secure,
      agent: (who, options) => proxyProtocolSecureAgent(who, { ca, ...options }),
      request: requestSecurely,
      bare: () => createHttps(party("server")),
    },
  ],
];

describe.each(kinds)("%s", (_name, kind) => {
  async function ask(agent: Agent, port: number, options: object = {}): Promise<Heard> {
    const sent = kind.request({ agent, host: "127.0.0.1", port, path: "/path", ...options });
    const [res] = (await once(sent.end(), "response")) as [IncomingMessage];
    return JSON.parse(await text(res)) as Heard;
  }

  it.each([1, 2] as const)("names its client in version %i", async (version) => {
    const heard = await receiving(kind.server(), (port) =>
      ask(kind.agent({ ...client(7), version }), port),
    );
    expect(heard).toMatchObject({ ip: "198.51.100.7", port: 40_007 });
  });

  it("reuses a connection for the same client", async () => {
    await receiving(kind.server(), async (port) => {
      const agent = kind.agent(client(1), { keepAlive: true });
      const heard = await inTurn(3, () => ask(agent, port));
      expect(heard).toEqual([heard[0], heard[0], heard[0]]);
      agent.destroy();
    });
  });

  it("never reuses a connection for another client", async () => {
    await receiving(kind.server(), async (port, connections) => {
      const agents = [1, 2].map((who) => kind.agent(client(who), { keepAlive: true }));
      const rounds = await inTurn(3, () =>
        Promise.all([...agents, ...agents.toReversed()].map((agent) => ask(agent, port))),
      );
      const heard = rounds.flat();
      const ips = heard.map(({ ip }) => ip);
      const [one, two] = ["198.51.100.1", "198.51.100.2"];
      expect(ips).toEqual([...Array(3)].flatMap(() => [one, two, two, one]));
      expect(connectionsIn(heard).size).toBe(connections.size);
      // Two requests at a time for each of two clients.
      expect(connections.size).toBe(4);
      for (const agent of agents) agent.destroy();
    });
  });

  it("keeps no connection without keepAlive", async () => {
    await receiving(kind.server(), async (port) => {
      const agent = kind.agent(client(1));
      const first = await ask(agent, port);
      const second = await ask(agent, port);
      expect(second).toMatchObject({ ip: first.ip });
      expect(second.connection).not.toBe(first.connection);
      expect(agent.freeSockets).toEqual({});
    });
  });

  it("keeps its client if the given object is changed", async () => {
    await receiving(kind.server(), async (port) => {
      const who = { ...client(1), source: { address: "198.51.100.1", port: 1 } };
      const agent = kind.agent(who);
      who.source.address = "6.6.6.6";
      expect(await ask(agent, port)).toMatchObject({ ip: "198.51.100.1" });
    });
  });

  it("hands the connection over when the server agrees to an upgrade, for good", async () => {
    const server = kind.bare();
    server.on("upgrade", (req: IncomingMessage, socket: Socket) => {
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
      socket.once("data", () => socket.end(`for ${tell(req).ip}`));
    });
    const said = await receiving(server, async (port) => {
      const agent = kind.agent(client(5), { keepAlive: true });
      const headers = { Connection: "Upgrade", Upgrade: "x" };
      const sent = kind.request({ agent, host: "127.0.0.1", port, headers });
      const [, socket] = (await once(sent.end(), "upgrade")) as [unknown, Socket];
      agent.destroy();
      socket.write("go on");
      return await text(socket);
    });
    expect(said).toBe("for 198.51.100.5");
  });

  it("connects to the address that accepts", async () => {
    const heard = await receiving(kind.server(), (port) =>
      ask(kind.agent(client(1)), port, {
        host: "localhost",
        lookup: firstRefuses,
        autoSelectFamily: true,
      }),
    );
    expect(heard.ip).toBe("198.51.100.1");
  });

  it("works over a unix socket", async () => {
    const folder = await mkdtemp(join(tmpdir(), "client-ip-"));
    const unix = createResolver([{ address: "unix", tells: "proxy-protocol" }]);
    const server = kind.bare();
    server.on("request", (req: IncomingMessage, res: { end: (body: string) => void }) => {
      res.end(JSON.stringify({ ip: clientIpOf(req, unix) }));
    });
    acceptProxyProtocol(server, unix);
    const socketPath = join(folder, "socket");
    await once(server.listen(socketPath), "listening");
    try {
      const to = { socketPath, host: "localhost" };
      expect(await ask(kind.agent(client(6)), 0, to)).toEqual({ ip: "198.51.100.6" });
    } finally {
      server.close();
      await rm(folder, { recursive: true });
    }
  });

  it("gives the request the connection's error", async () => {
    const port = await closedPort();
    await expect(ask(kind.agent(client(1)), port)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("ends with destroy() idle connections and those still opening", async () => {
    await receiving(kind.server(), async (port, connections) => {
      const agent = kind.agent(client(1), { keepAlive: true });
      await ask(agent, port);
      const opening = ask(agent, port, { host: "a.test", lookup: never }).catch(
        (error: Error) => error,
      );
      const closed = Promise.all([...connections].map((idle) => once(idle, "close")));
      agent.destroy();
      await closed;
      expect(await opening).toHaveProperty("code");
    });
  });

  it("lets a request be aborted at any time", async () => {
    await receiving(kind.server(), async (port) => {
      const agent = kind.agent(client(1), { keepAlive: true });
      const giveUp = async (event?: string): Promise<void> => {
        const sent = kind.request({ agent, host: "127.0.0.1", port });
        sent.on("error", () => {});
        const closed = new Promise((resolve) => sent.on("close", resolve));
        sent.end();
        if (event !== undefined) await once(sent, event);
        sent.destroy();
        await closed;
      };
      await giveUp();
      await giveUp("socket");
      expect((await ask(agent, port)).ip).toBe("198.51.100.1");
      agent.destroy();
    });
  });

  it.each([
    ["a request's", {}, { timeout: 50 }],
    ["the agent's", { timeout: 50 }, {}],
  ])("emits %s timeout while no server answers", async (_whose, ofAgent, ofRequest) => {
    const silent = createTcp((socket) => socket.resume());
    await listening(silent, async (port) => {
      const agent = kind.agent(client(1), ofAgent);
      const sent = kind.request({ agent, host: "127.0.0.1", port, ...ofRequest });
      const closed = once(sent, "close");
      sent.on("timeout", () => sent.destroy(new Error("given up")));
      sent.end();
      await expect(closed).rejects.toThrow("given up");
    });
  });
});

describe("the TLS of proxyProtocolSecureAgent", () => {
  it("refuses a server whose certificate no trusted authority signed", async () => {
    await receiving(secure(), async (port) => {
      const agent = proxyProtocolSecureAgent(client(1));
      const sent = requestSecurely({ agent, host: "127.0.0.1", port });
      await expect(once(sent.end(), "response")).rejects.toMatchObject({
        code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      });
    });
  });

  it("gives the request its socket before the handshake", async () => {
    await receiving(secure(), async (port) => {
      const agent = proxyProtocolSecureAgent(client(1), { ca });
      const sent = requestSecurely({ agent, host: "127.0.0.1", port });
      const [socket] = (await once(sent.end(), "socket")) as [TLSSocket];
      const response = once(sent, "response");
      await once(socket, "secureConnect");
      expect(socket.authorized).toBe(true);
      const [res] = (await response) as [IncomingMessage];
      res.resume();
    });
  });

  it("resumes the TLS session of an earlier connection", async () => {
    const server = createHttps(party("server"), (req, res) => {
      res.end(JSON.stringify((req.socket as TLSSocket).isSessionReused()));
    });
    await receiving(server, async (port) => {
      const agent = proxyProtocolSecureAgent(client(1), { ca, maxVersion: "TLSv1.2" });
      const reused = await inTurn(2, async () => {
        const sent = requestSecurely({ agent, host: "127.0.0.1", port });
        const [res] = (await once(sent.end(), "response")) as [IncomingMessage];
        return await text(res);
      });
      expect(reused).toEqual(["false", "true"]);
    });
  });

  it("ends after the request's timeout if there is no connection", async () => {
    const agent = proxyProtocolSecureAgent(client(1));
    const sent = requestSecurely({ agent, host: "a.test", lookup: never, timeout: 50 });
    await expect(once(sent.end(), "response")).rejects.toMatchObject({ code: "ETIMEDOUT" });
  });

  it.each([
    [undefined, "no socket"],
    [new PassThrough(), "another stream"],
  ])("fails the request if https.Agent makes no socket, but %s", async (made, given) => {
    const create = vi.spyOn(SecureAgent.prototype, "createConnection").mockReturnValue(made);
    onTestFinished(() => create.mockRestore());
    const server = createTcp((socket) => socket.resume());
    await listening(server, async (port) => {
      const agent = proxyProtocolSecureAgent(client(1), { ca });
      const sent = requestSecurely({ agent, host: "127.0.0.1", port });
      const ended = once(server, "connection").then(([socket]) => once(socket as Socket, "close"));
      const error = { code: "no-tls-socket", given };
      await expect(once(sent.end(), "response")).rejects.toMatchObject(error);
      await ended;
    });
  });

  it("closes the connection if the options make no TLS, and gives the request the error", async () => {
    const server = createTcp((socket) => socket.resume());
    await listening(server, async (port) => {
      const agent = proxyProtocolSecureAgent(client(1), { ciphers: "none such" });
      const sent = requestSecurely({ agent, host: "127.0.0.1", port });
      const ended = once(server, "connection").then(([socket]) => once(socket as Socket, "close"));
      await expect(once(sent.end(), "response")).rejects.toHaveProperty("code");
      await ended;
    });
  });
});
