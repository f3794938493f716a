import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request, type RequestListener, Server as HttpServer } from "node:http";
import {
  connect as connectHttp2,
  createSecureServer,
  createServer as createHttp2,
} from "node:http2";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, createServer as createTcp, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { ListeningServers } from "../../src/seal/listening-servers.ts";
import { party } from "../tls-files.ts";

const emitted = vi.spyOn(process, "emitWarning");

beforeEach(() => {
  emitted.mockReset().mockImplementation(() => {});
});

/** The register hook with these variables, and what it prints. */
function hook(more: Record<string, string> = {}, Servers = ListeningServers) {
  const printed: string[] = [];
  const environment = {
    CLIENT_IP_PATH: "loopback",
    CLIENT_IP_ON_UNRESOLVED: "peer",
    CLIENT_IP_KEEP: "",
    ...more,
  };
  return { printed, servers: new Servers(environment, (line) => printed.push(line)) };
}

let last = 0;

/** A hop with a name, and an address of its own. */
const hop = (name: string): object => {
  return { name, address: `10.0.0.${++last}`, tells: "x-forwarded-for" };
};

/** The class of a process that has not warned yet. */
async function fresh(): Promise<typeof ListeningServers> {
  vi.resetModules();
  return (await import("../../src/seal/listening-servers.ts")).ListeningServers;
}

const answer: RequestListener = (req, res) => {
  res.end(String(req.headers["x-forwarded-for"]));
};

/** Lets a server listen on a port of loopback, or at a path. */
async function listen(server: Server, path?: string): Promise<string> {
  server.listen(path === undefined ? { port: 0, host: "127.0.0.1" } : { path });
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return path ?? String((server.address() as AddressInfo).port);
}

/** Whether requests to a place are sealed: then the forged address is gone. */
async function isSealed(place: string): Promise<boolean> {
  const to = place.startsWith("/") ? { socketPath: place } : { port: place, host: "127.0.0.1" };
  const headers = { "X-Forwarded-For": "6.6.6.6, 203.0.113.7", Connection: "close" };
  const [response] = await once(request({ ...to, headers }).end(), "response");
  return (await text(response)) !== headers["X-Forwarded-For"];
}

/** Paths of two sockets. */
async function twoPaths(): Promise<[string, string]> {
  const folder = await mkdtemp(join(tmpdir(), "client-ip-"));
  onTestFinished(async () => await rm(folder, { recursive: true }));
  return [join(folder, "one"), join(folder, "other")];
}

describe("the register hook, without CLIENT_IP_LISTEN", () => {
  it("seals the first server of HTTP, tells where it listens, and warns of the next", async () => {
    const { servers, printed } = hook({}, await fresh());
    servers.beforeListen(createTcp(), [0]);
    const [first, second] = [createServer(answer), createServer(answer)];
    for (const server of [first, second]) servers.beforeListen(server, [0]);
    const [one, other] = [await listen(first), await listen(second)];
    expect([await isSealed(one), await isSealed(other)]).toEqual([true, false]);
    expect(printed).toEqual([`client-ip: seals requests to ${one} (path: loopback)`]);
    expect(emitted.mock.calls).toEqual([
      [
        expect.stringMatching(`^Requests to ${other} are not sealed.*CLIENT_IP_LISTEN=3000,3443`),
        expect.objectContaining({ type: "ClientIpWarning", code: "CLIENT_IP_NOT_SEALED" }),
      ],
    ]);
  });

  it.each<[string, string]>([
    ["direct", "direct"],
    ["nginx 10.0.0.1 > haproxy 10.0.0.2 > app", "nginx > haproxy"],
    [JSON.stringify({ oneOf: [[hop("a"), hop("b")], [hop("c")]] }), "a > b | c"],
  ])("tells the path %s by the names of its hops", async (path, names) => {
    const { servers, printed } = hook({ CLIENT_IP_PATH: path });
    const server = createServer();
    servers.beforeListen(server, [0]);
    await listen(server);
    expect(printed).toEqual([expect.stringContaining(`(path: ${names})`)]);
  });

  it.each<[string, () => Server]>([
    ["https", () => createHttps(party("server"))],
    ["http2", () => createHttp2()],
    ["http2 over TLS", () => createSecureServer(party("server"))],
  ])("takes a server of %s for the first one", async (_, create) => {
    const { servers, printed } = hook();
    const server = create();
    servers.beforeListen(server, [0]);
    await listen(server);
    expect(printed).toHaveLength(1);
  });

  it("seals the next server if the first did not get its port", async () => {
    const { servers } = hook();
    const [first, second] = [createServer().on("error", () => {}), createServer(answer)];
    servers.beforeListen(first, [80]);
    first.emit("error", new Error("EADDRINUSE"));
    servers.beforeListen(second, [0]);
    expect(await isSealed(await listen(second))).toBe(true);
  });

  it("does not seal another one for an error of the first while it listens", async () => {
    const { servers } = hook();
    const [first, second] = [createServer().on("error", () => {}), createServer(answer)];
    servers.beforeListen(first, [0]);
    await listen(first);
    first.emit("error", new Error("EMFILE"));
    servers.beforeListen(second, [0]);
    expect(await isSealed(await listen(second))).toBe(false);
  });

  it("tells once each time that a server begins to listen", async () => {
    const { servers, printed } = hook();
    const server = createServer();
    for (let i = 0; i < 2; i++) {
      servers.beforeListen(server, [0]);
      server.listen(0);
      await once(server, "listening");
      await new Promise((resolve) => server.close(resolve));
    }
    expect(printed).toHaveLength(2);
  });
});

describe("the register hook, with CLIENT_IP_LISTEN", () => {
  it.each<[string, (path: string) => unknown[]]>([
    ["as text", (path) => [path]],
    ["as an option", (path) => [{ path }]],
    ["not at all, as with a descriptor", () => [{ fd: 3 }]],
  ])("seals the server that is given the path %s, and no other", async (_, given) => {
    const [one, other] = await twoPaths();
    const { servers, printed } = hook({ CLIENT_IP_LISTEN: `3000,${one}` }, await fresh());
    const [first, second] = [createServer(answer), createServer(answer)];
    servers.beforeListen(second, given(other));
    servers.beforeListen(first, given(one));
    await Promise.all([listen(first, one), listen(second, other)]);
    expect([await isSealed(one), await isSealed(other)]).toEqual([true, false]);
    expect(printed).toEqual([`client-ip: seals requests to ${one} (path: loopback)`]);
    expect(emitted).not.toHaveBeenCalled();
  });

  it.each([[3000], [{ port: 3000 }], [{ port: "3000" }], [{ port: 3000, path: "/a" }]])(
    "seals at once a server that is given the port %j",
    (given) => {
      const { servers } = hook({ CLIENT_IP_LISTEN: "3000" });
      const [first, second] = [createServer(), createServer()];
      servers.beforeListen(first, [given]);
      servers.beforeListen(second, [3001]);
      // A seal replaces a server's own `emit`.
      expect([first, second].map((server) => Object.hasOwn(server, "emit"))).toEqual([true, false]);
    },
  );

  it.each<[string, () => Server]>([
    ["http", () => createServer(answer)],
    ["http2", () => createHttp2(answer as never)],
  ])("closes one of %s with a descriptor if a variable is wrong", async (_, create) => {
    const [path] = await twoPaths();
    const { servers } = hook({ CLIENT_IP_LISTEN: path, CLIENT_IP_PATH: "ngnix" });
    const server = create();
    servers.beforeListen(server, [{ fd: 3 }]);
    const thrown: unknown[] = [];
    const emit = server.emit.bind(server) as (...given: unknown[]) => boolean;
    server.emit = (...given: unknown[]) => {
      try {
        return emit(...given);
      } catch (error) {
        return thrown.push(error) > 0;
      }
    };
    await once(server.listen({ path }), "close");
    const mistake = expect.objectContaining({ code: "config-text" });
    expect(thrown).toEqual([mistake]);
    expect(server.listening).toBe(false);
    // Another server can hand its connections to this one.
    for (let i = 0; i < 2; i++) {
      expect(() => servers.beforeEmit(server, "request")).toThrow(mistake);
    }
  });

  it("warns at the first request to another server, if none listens where it should", async () => {
    const { servers } = hook({ CLIENT_IP_LISTEN: "3000,3443" }, await fresh());
    const server = createServer();
    servers.beforeListen(server, [0]);
    const place = await listen(server);
    expect(emitted).not.toHaveBeenCalled();
    expect(servers.beforeEmit(server, "request")).toBe(false);
    expect(emitted.mock.calls).toEqual([
      [
        expect.stringMatching(
          `^Requests to ${place} are not sealed.*on CLIENT_IP_LISTEN=3000,3443.*LISTEN=${place},`,
        ),
        expect.objectContaining({ type: "ClientIpWarning", code: "CLIENT_IP_NOT_SEALED" }),
      ],
    ]);
  });

  it("does not warn of another server while one is sealed", async () => {
    const { servers } = hook({ CLIENT_IP_LISTEN: "3000" }, await fresh());
    servers.beforeListen(createServer(), [3000]);
    const other = createServer();
    await listen(other);
    servers.beforeEmit(other, "request");
    expect(emitted).not.toHaveBeenCalled();
  });
});

it("the register hook takes no server that has closed for one that shares a port", async () => {
  const { servers } = hook({ CLIENT_IP_LISTEN: "3000" }, await fresh());
  const [named, other] = [createServer(), createServer()];
  servers.beforeListen(named, [3000]);
  servers.beforeListen(other, [3001]);
  // A connection that is kept alive may still bring a request.
  expect(servers.beforeEmit(other, "request")).toBe(false);
  expect(emitted).not.toHaveBeenCalled();
});

describe("the register hook, for a server that it missed", () => {
  it("seals it at its first request, and tells so once", () => {
    const { servers, printed } = hook();
    const server = createServer();
    const events = ["connection", "request", "request"];
    expect(events.map((event) => servers.beforeEmit(server, event))).toEqual([false, true, false]);
    expect(printed).toEqual([
      "client-ip: seals requests to another server's port (path: loopback)",
    ]);
  });

  it("seals each one that gets its connections from another, and no second that listens", async () => {
    const { servers } = hook();
    const listening = createServer();
    await listen(listening);
    const all = [createServer(), createServer(), createServer(), listening];
    expect(all.map((server) => servers.beforeEmit(server, "request"))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    const second = createServer();
    await listen(second);
    expect(servers.beforeEmit(second, "request")).toBe(false);
  });

  it("names sealRequests, not a port, for one without a port", async () => {
    const { servers } = hook({ CLIENT_IP_LISTEN: "3000" }, await fresh());
    servers.beforeListen(createServer(), [3000]);
    for (const server of [createServer(), createServer()]) {
      expect(servers.beforeEmit(server, "request")).toBe(false);
    }
    expect(servers.beforeEmit(createTcp() as never, "connect")).toBe(false);
    expect(emitted.mock.lastCall?.[1]).toMatchObject({ code: "CLIENT_IP_NOT_SEALED" });
    expect(emitted.mock.calls.map(([message]) => message)).toEqual([
      expect.stringMatching(/not sealed.*Seal it with sealRequests, or remove the variable/),
    ]);
  });

  it("seals it only at a place that is named, and warns before", async () => {
    const [one, other] = await twoPaths();
    const { servers } = hook({ CLIENT_IP_LISTEN: one }, await fresh());
    const [first, second] = [createServer(), createServer()];
    await Promise.all([listen(first, one), listen(second, other)]);
    const sealed = [second, first].map((server) => servers.beforeEmit(server, "upgrade"));
    expect(sealed).toEqual([false, true]);
    expect(emitted.mock.calls.map(([message]) => message)).toEqual([
      expect.stringContaining(other),
    ]);
  });

  it("leaves none unsealed if a variable is wrong and the error is caught", async () => {
    const { servers } = hook({ CLIENT_IP_PATH: "ngnix" }, await fresh());
    for (const server of [createServer(), createServer()]) {
      expect(() => servers.beforeListen(server, [0])).toThrow("ngnix");
      expect(() => servers.beforeEmit(server, "request")).toThrow("ngnix");
    }
    expect(emitted).not.toHaveBeenCalled();
  });

  it("leaves one that it was told of before it listened", () => {
    const { servers } = hook();
    const server = createServer();
    servers.beforeListen(server, [0]);
    expect(servers.beforeEmit(server, "request")).toBe(false);
  });
});

/** Gives Node's servers their own methods again. */
function unregisterWhenFinished(): void {
  const before = Object.getOwnPropertyDescriptor(Server.prototype, "listen");
  onTestFinished(() => {
    Object.defineProperty(Server.prototype, "listen", before!);
    Reflect.deleteProperty(Server.prototype, "emit");
  });
}

describe("the register hook, once it is registered", () => {
  it("is told by listen and emit of all servers", async () => {
    unregisterWhenFinished();
    const missed = createServer(answer);
    const place = await listen(missed);
    hook().servers.register();
    expect(await isSealed(place)).toBe(true);

    const { servers, printed } = hook();
    servers.register();
    const told = await listen(createServer(answer));
    expect(printed).toHaveLength(1);
    expect(await isSealed(told)).toBe(true);
  });

  it("seals servers of HTTP/1 and of HTTP/2 that share another server's port", async () => {
    unregisterWhenFinished();
    const { servers, printed } = hook();
    servers.register();
    const [http1, http2] = [createServer(answer), createHttp2(answer as never)];
    const place = await listen(createTcp((socket) => void http1.emit("connection", socket)));
    const http2Place = await listen(createTcp((socket) => void http2.emit("connection", socket)));
    const session = connectHttp2(`http://127.0.0.1:${http2Place}`);
    onTestFinished(() => session.close());
    const stream = session.request({ "x-forwarded-for": "6.6.6.6, 203.0.113.7" });
    expect([await isSealed(place), await text(stream)]).toEqual([true, "203.0.113.7"]);
    expect(printed).toHaveLength(2);
  });

  it("is told by an emit that a tracer gave to a class before", async () => {
    unregisterWhenFinished();
    const seen: unknown[] = [];
    const emit: unknown = Reflect.get(HttpServer.prototype, "emit");
    HttpServer.prototype.emit = function traced(this: HttpServer, ...given: unknown[]): boolean {
      if (given[0] === "request") seen.push(Object(given[1]).headers["x-forwarded-for"]);
      return Boolean(Reflect.apply(Object(emit), this, given));
    };
    onTestFinished(() => void Reflect.deleteProperty(HttpServer.prototype, "emit"));
    const missed = createServer(answer);
    const place = await listen(missed);
    hook().servers.register();
    expect(await isSealed(place)).toBe(true);
    expect(seen).toEqual(["203.0.113.7"]);
  });

  it("seals a stream of HTTP/2 before its listeners get it", async () => {
    unregisterWhenFinished();
    hook().servers.register();
    const http2 = createHttp2();
    http2.on("stream", (stream, headers) => {
      stream.respond();
      stream.end(String(headers["x-forwarded-for"]));
    });
    const place = await listen(createTcp((socket) => void http2.emit("connection", socket)));
    const session = connectHttp2(`http://127.0.0.1:${place}`);
    onTestFinished(() => session.close());
    const stream = session.request({ "x-forwarded-for": "6.6.6.6, 203.0.113.7" });
    expect(await text(stream)).toBe("203.0.113.7");
  });
});
