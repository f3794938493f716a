import { constants, randomBytes, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { connect as connectHttp2, createSecureServer } from "node:http2";
import { createServer, type ServerOptions } from "node:https";
import { type AddressInfo, Socket } from "node:net";
import { text } from "node:stream/consumers";
import { connect, type SecureVersion, type Server, type TLSSocket } from "node:tls";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { Hop } from "../../src/index.ts";
import { party } from "../tls-files.ts";

const emitted = vi.spyOn(process, "emitWarning");

// Warnings are remembered for the life of a process: each test gets modules of its own.
beforeEach(() => {
  vi.resetModules();
  emitted.mockReset().mockImplementation(() => {});
});

/** The codes of our warnings; Node has warnings of its own. */
const codes = (): string[] =>
  emitted.mock.calls.map(([, options]) => String(Object(options).code)).filter(isOurs);

const isOurs = (code: string): boolean => code.startsWith("CLIENT_IP_");

/** The certificate in a file of a party, without its key. */
const pem = (name: string): string => new X509Certificate(party(name).cert).toString();
/** What a client of this name sends: a CA below the server's must be sent too. */
const client = (who: string): ReturnType<typeof party> => {
  const { key, cert } = party(who);
  return { key, cert: who === "below" ? Buffer.concat([cert, party("intermediate").cert]) : cert };
};
const MESH = pem("ca");
const TENANT = pem("tenant-ca");
const gateway: Hop = {
  name: "gateway",
  identity: "spiffe://test/gateway",
  ca: MESH,
  tells: "x-forwarded-for",
};
const own = { ...party("server"), requestCert: true };
const request = [
  "GET / HTTP/1.1",
  "Host: a",
  "X-Forwarded-For: 203.0.113.7",
  "Connection: close",
  "\r\n",
].join("\r\n");

interface Asked {
  readonly status: string;
  readonly ticket: Buffer | undefined;
}

/** How a client connects: who it is, under which name, and with which session. */
type Ask = (who: string, name?: string, session?: Buffer) => Promise<Asked>;

async function listen(server: Server): Promise<number> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** A server that answers with the status, and what asks it. */
async function serve(
  options: ServerOptions,
  path: Hop | readonly Hop[] = gateway,
  prepare: (server: Server) => void = () => {},
): Promise<Ask> {
  const { clientIpInfoOf, createResolver } = await import("../../src/index.ts");
  const resolver = createResolver(path);
  const server = createServer({ ...own, ...options }, (req, res) => {
    const { status, identity = "none" } = clientIpInfoOf(req, resolver);
    res.end(`${status} ${identity} ${(req.socket as TLSSocket).isSessionReused()}`);
  });
  prepare(server);
  const port = await listen(server);
  return async (who, servername = "mesh.test", session) => {
    let reply = "";
    let ticket: Buffer | undefined;
    const socket = connect({
      port,
      servername,
      session,
      ...client(who),
      rejectUnauthorized: false,
    });
    socket.on("error", () => {});
    socket.on("session", (given: Buffer) => (ticket = given));
    socket.on("data", (data) => (reply += String(data)));
    socket.write(request);
    await new Promise((resolve) => void socket.once("close", resolve));
    return { status: reply.split("\r\n\r\n")[1] ?? "refused", ticket };
  };
}

const BOTH = { ca: [MESH, TENANT] };
const contexts = (server: Server): void => server.addContext("tenant.test", { ...own, ca: TENANT });
const versions = ["TLSv1.2", "TLSv1.3"] as const satisfies readonly SecureVersion[];
const only = (version: SecureVersion) => ({ minVersion: version, maxVersion: version });

describe.each(versions)("pinned-ca: over %s, of a server with two CAs", (version) => {
  it("the gateway's own CA proves it, in a new session and a resumed one", async () => {
    const ask = await serve({ ...BOTH, ...only(version) });
    const { status, ticket } = await ask("gateway");
    expect(status).toBe("resolved spiffe://test/gateway false");
    const again = await ask("gateway", "mesh.test", ticket);
    expect(again.status).toBe("resolved spiffe://test/gateway true");
    expect(codes()).toEqual([]);
  });

  it("the other CA does not, in a new session or a resumed one", async () => {
    const ask = await serve({ ...BOTH, ...only(version) });
    const { status, ticket } = await ask("tenant");
    expect(status).toBe("unproven none false");
    expect((await ask("tenant", "mesh.test", ticket)).status).toBe("unproven none true");
  });

  it("a CA with the name of the gateway's does not", async () => {
    const ask = await serve({ ca: pem("namesake-ca"), ...only(version) });
    const { status, ticket } = await ask("namesake");
    expect(status).toBe("unproven none false");
    expect((await ask("namesake", "mesh.test", ticket)).status).toBe("unproven none true");
  });

  it("a CA below the pinned one does not, but may be pinned itself", async () => {
    const options = { ca: MESH, ...only(version) };
    const strict = await serve(options);
    expect((await strict("below")).status).toBe("unproven none false");
    const ask = await serve(options, { ...gateway, ca: [MESH, pem("intermediate")] });
    const { status, ticket } = await ask("below");
    expect(status).toBe("resolved spiffe://test/gateway false");
    const again = await ask("below", "mesh.test", ticket);
    expect(again.status).toBe("resolved spiffe://test/gateway true");
  });
});

describe.each(versions)("pinned-ca: over %s, of a server with contexts", (version) => {
  it("the gateway's own CA proves it under each name, and in a resumed session", async () => {
    const ask = await serve({ ca: MESH, ...only(version) }, gateway, contexts);
    const { status, ticket } = await ask("gateway");
    expect(status).toBe("resolved spiffe://test/gateway false");
    const again = await ask("gateway", "mesh.test", ticket);
    expect(again.status).toBe("resolved spiffe://test/gateway true");
    expect(codes()).toEqual([]);
  });

  it("the CA of another name does not, and a session carries nothing over", async () => {
    const ask = await serve({ ca: MESH, ...only(version) }, gateway, contexts);
    const { status, ticket } = await ask("tenant", "tenant.test");
    expect(status).toBe("unproven none false");
    const { status: resumed } = await ask("tenant", "mesh.test", ticket);
    // Newer versions of Node refuse to resume it.
    expect(["unproven none true", "refused"]).toContain(resumed);
    expect(codes()).toEqual([]);
  });
});

describe.each(versions)("certificate-of-this-name: over %s, a shared session", (version) => {
  const keys = randomBytes(48);
  const sessions = new Map<string, Buffer>();
  const store = (server: Server): void => {
    server.on("newSession", (id: Buffer, data: Buffer, done: () => void) => {
      sessions.set(id.toString("hex"), data);
      done();
    });
    server.on("resumeSession", (id: Buffer, done: (error: null, data?: Buffer) => void) => {
      done(null, sessions.get(id.toString("hex")));
    });
  };
  const shared = [
    { how: "by the keys of tickets", options: { ticketKeys: keys }, prepare: () => {} },
    { how: "by a store", options: { secureOptions: constants.SSL_OP_NO_TICKET }, prepare: store },
  ];

  it.each(shared)("$how proves nothing at another server", async ({ options, prepare }) => {
    const { ca: _ca, ...unpinned } = gateway;
    const hop = { ...unpinned, required: true };
    const tenant = await serve({ ca: TENANT, ...only(version), ...options }, hop, prepare);
    const mesh = await serve({ ca: MESH, ...only(version), ...options }, hop, prepare);
    const { ticket } = await tenant("tenant");
    const { status } = await mesh("tenant", "mesh.test", ticket);
    expect(["bypassed none true", "refused"]).toContain(status);
  });

  it.each(shared)("$how proves a hop whose CA is pinned", async ({ options, prepare }) => {
    const one = await serve({ ca: MESH, ...only(version), ...options }, gateway, prepare);
    const two = await serve({ ca: MESH, ...only(version), ...options }, gateway, prepare);
    const { ticket } = await one("gateway");
    const { status } = await two("gateway", "mesh.test", ticket);
    expect(status).toMatch(/^resolved spiffe:\/\/test\/gateway /);
    expect(codes()).toEqual([]);
  });
});

describe("pinned-ca: over HTTP/2", () => {
  it.each([
    ["gateway", "resolved resolved"],
    ["tenant", "unproven unproven"],
  ])("the certificate of %s is %s on each stream", async (who, answers) => {
    const { clientIpInfoOf, createResolver } = await import("../../src/index.ts");
    const resolver = createResolver(gateway);
    const port = await listen(
      createSecureServer({ ...own, ...BOTH }, (req, res) => {
        res.end(clientIpInfoOf(req, resolver).status);
      }),
    );
    const session = connectHttp2(`https://127.0.0.1:${port}`, { ...party(who), ca: MESH });
    onTestFinished(() => session.destroy());
    const ask = async (): Promise<string> =>
      await text(session.request({ ":path": "/", "x-forwarded-for": "203.0.113.7" }));
    expect(`${await ask()} ${await ask()}`).toBe(answers);
  });
});

describe("pinned-ca: an explanation", () => {
  it("is of the same certificate", async () => {
    const { clientIp, explainClientIp } = await import("../../src/index.ts");
    const bind = clientIp(gateway);
    const server = createServer({ ...own, ...BOTH }, (req, res) => {
      bind(req);
      res.end(String(explainClientIp(req)));
    });
    const port = await listen(server);
    const read = async (who: string): Promise<string> => {
      const socket = connect({ port, ...party(who), rejectUnauthorized: false });
      socket.write(request);
      return await text(socket);
    };
    expect(await read("gateway")).toContain("recognized by the identity spiffe://test/gateway");
    expect(await read("tenant")).toContain("was not signed by the pinned CA itself");
  });
});

describe("pinned-ca: at startup", () => {
  it.each([
    ["the hop's own certificate", pem("gateway")],
    ["what is no certificate", MESH.replace(/MII\w/, "AAAA")],
  ])("is refused: %s", async (_what, ca) => {
    const { ClientIpError, createResolver } = await import("../../src/index.ts");
    const create = (): unknown => createResolver({ ...gateway, ca });
    expect(create).toThrow(ClientIpError);
    expect(create).toThrow("[bad-ca]");
  });

  it("is not needed: a resolver of the core with such a CA is not proven by it", async () => {
    const core = await import("@client-ip/core");
    const { pinnedCertificate } = await import("../../src/request/pinned-cas.ts");
    const { cas } = core.createResolver({ ...gateway, ca: [pem("gateway"), MESH] });
    const x509 = new X509Certificate(party("gateway").cert);
    const certificate = { x509, names: ["spiffe://test/gateway"], uncertain: false };
    const pinned = pinnedCertificate({ ...certificate, severalCas: true }, cas);
    expect(pinned).toEqual({ identity: ["spiffe://test/gateway"], cas: cas.slice(1) });
  });

  it("proves nothing of a request without TLS", async () => {
    const { clientIpInfoOf, createResolver } = await import("../../src/index.ts");
    const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: "10.0.0.5" });
    const { status } = clientIpInfoOf(socket, createResolver({ ...gateway, address: "10.0.0.5" }));
    expect(status).toBe("unproven");
  });

  it("verifies a certificate once for each connection and resolver", async () => {
    const { createResolver } = await import("../../src/index.ts");
    const { pinnedCertificate } = await import("../../src/request/pinned-cas.ts");
    const x509 = new X509Certificate(party("gateway").cert);
    const verify = vi.spyOn(x509, "verify");
    const certificate = { x509, names: ["a:b"], uncertain: false, severalCas: false };
    const [one, two] = [createResolver(gateway), createResolver({ ...gateway, ca: TENANT })];
    expect(pinnedCertificate(certificate, one.cas)).toBe(pinnedCertificate(certificate, one.cas));
    expect(pinnedCertificate(certificate, two.cas).cas).toEqual([]);
    // The tenant's CA has another name: there is nothing to verify.
    expect(verify).toHaveBeenCalledTimes(1);
  });
});
