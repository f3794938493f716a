import { constants, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer, type ServerOptions } from "node:https";
import { type AddressInfo, createServer as createTcp, type Server } from "node:net";
import { connect, createServer as createTls } from "node:tls";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { ca, party } from "../tls-files.ts";

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

interface Asked {
  /** `refused` where Node ended the connection instead. */
  readonly status: string;
  readonly ticket: Buffer | undefined;
}

type Ask = (who: "gateway" | "self-signed", name: string, ticket?: Buffer) => Promise<Asked>;

/**
 * A server that believes the gateway's certificate. Under `tenant.test` it takes those of another
 * CA, which is the self-signed one.
 */
async function serve(options: ServerOptions, contexts: boolean): Promise<Ask> {
  const server = createServer({ ...own, ca, ...options }, await application());
  if (contexts) server.addContext("tenant.test", { ...own, ca: party("self-signed").cert });
  return await askerOf(server);
}

const own = { ...party("server"), requestCert: true };

/** Answers with the status of the request, behind a gateway that has an identity. */
async function application(): Promise<(req: IncomingMessage, res: ServerResponse) => void> {
  const { clientIpInfoOf, createResolver } = await import("../../src/index.ts");
  const resolver = createResolver({
    identity: "spiffe://test/gateway",
    tells: "x-forwarded-for",
    required: true,
  });
  return (req, res) => void res.end(clientIpInfoOf(req, resolver).status);
}

async function askerOf(server: Server): Promise<Ask> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return async (who, servername, session) => {
    let text = "";
    let ticket: Buffer | undefined;
    const socket = connect({ port, servername, session, ...party(who), rejectUnauthorized: false });
    socket.on("error", () => {});
    socket.on("session", (given: Buffer) => (ticket = given));
    socket.on("data", (data) => (text += String(data)));
    socket.write(
      "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.7\r\nConnection: close\r\n\r\n",
    );
    await new Promise((resolve) => {
      socket.once("close", resolve);
    });
    return { status: text.split("\r\n\r\n")[1] ?? "refused", ticket };
  };
}

describe.each(["TLSv1.2", "TLSv1.3"] as const)("a server with contexts, over %s", (version) => {
  const only = { minVersion: version, maxVersion: version };

  it("certificate-of-this-name: a session that began under another name proves nothing", async () => {
    const ask = await serve(only, true);
    expect(await ask("self-signed", "mesh.test")).toMatchObject({ status: "refused" });
    const { ticket } = await ask("self-signed", "tenant.test");
    expect(ticket).toBeDefined();
    const { status } = await ask("self-signed", "mesh.test", ticket);
    // Newer versions of Node refuse to resume it.
    expect(["bypassed", "refused"]).toContain(status);
  });

  it("certificate-of-this-name: nor does one of the same name, with a warning", async () => {
    const ask = await serve(only, true);
    const { status, ticket } = await ask("gateway", "mesh.test");
    expect(status).toBe("resolved");
    expect(await ask("gateway", "mesh.test", ticket)).toMatchObject({ status: "bypassed" });
    expect(codes()).toContain("CLIENT_IP_RESUMED_IDENTITY");
  });

  it("certificate-of-this-name: without tickets each connection proves its own", async () => {
    const ask = await serve({ ...only, secureOptions: constants.SSL_OP_NO_TICKET }, true);
    const { ticket } = await ask("gateway", "mesh.test");
    expect(await ask("gateway", "mesh.test", ticket)).toMatchObject({ status: "resolved" });
    expect(codes()).not.toContain("CLIENT_IP_RESUMED_IDENTITY");
  });

  it("certificate-of-this-name: a server of one context resumes as before", async () => {
    const ask = await serve(only, false);
    const { ticket } = await ask("gateway", "mesh.test");
    expect(await ask("gateway", "mesh.test", ticket)).toMatchObject({ status: "resolved" });
    expect(codes()).toEqual([]);
  });
});

/**
 * A listener that hands its connections to a server of TLS, which hands them to one of HTTP, as
 * where protocols share a port.
 */
async function handOn(accepted: Buffer, ticketKeys: Buffer): Promise<Ask> {
  const http = createHttp(await application());
  const options = { ...own, ca: accepted, ticketKeys, rejectUnauthorized: true };
  const tls = createTls(options, (socket) => {
    http.emit("connection", socket);
  });
  return await askerOf(createTcp((socket) => void tls.emit("connection", socket)));
}

it("certificate-of-this-name: nor does one of a server with the same ticket keys", async () => {
  const keys = randomBytes(48);
  const [mesh, tenant] = [await handOn(ca, keys), await handOn(party("self-signed").cert, keys)];
  expect(await mesh("gateway", "mesh.test")).toMatchObject({ status: "resolved" });
  expect(await mesh("self-signed", "mesh.test")).toMatchObject({ status: "refused" });
  const { ticket } = await tenant("self-signed", "mesh.test");
  expect(ticket).toBeDefined();
  expect(await mesh("self-signed", "mesh.test", ticket)).toMatchObject({ status: "bypassed" });
});

describe("certificate-of-one-ca: an identity counts with a warning", () => {
  const other = party("self-signed").cert;
  it.each<[string, ServerOptions, boolean, string[]]>([
    ["no warning for one CA", {}, false, []],
    ["several contexts", {}, true, ["CLIENT_IP_SEVERAL_CAS"]],
    ["an array of CAs", { ca: [ca, other] }, false, ["CLIENT_IP_SEVERAL_CAS"]],
    [
      "two CAs in one text",
      { ca: `${String(ca)}${String(other)}` },
      false,
      ["CLIENT_IP_SEVERAL_CAS"],
    ],
  ])("of %s", async (_what, options, contexts, warned) => {
    const ask = await serve(options, contexts);
    expect(await ask("gateway", "mesh.test")).toMatchObject({ status: "resolved" });
    expect(await ask("gateway", "mesh.test")).toMatchObject({ status: "resolved" });
    expect(codes()).toEqual(warned);
  });
});
