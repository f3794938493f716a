import { once } from "node:events";
import { request } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { request as requestSecurely } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createResolver, type Path } from "../../src/index.ts";
import {
  connectTlsWithProxyHeader,
  type ProxiedClient,
  proxyProtocolAgent,
  proxyProtocolSecureAgent,
} from "../../src/proxy-protocol.ts";
import { client } from "./receiver.ts";
import { ca } from "../tls-files.ts";

const examples = new URL("../../../../examples/proxy-protocol/", import.meta.url);

/** Runs an example in this process while `use` runs, and returns what it printed. */
async function running(
  name: string,
  use: (port: number) => Promise<unknown>,
): Promise<readonly string[]> {
  const printed: string[] = [];
  for (const method of ["log", "warn"] as const) {
    vi.spyOn(console, method).mockImplementation((line: string) => printed.push(line));
  }
  vi.stubEnv("PORT", "0");
  vi.resetModules();
  const { server } = (await import(new URL(`${name}/app.js`, examples).href)) as { server: Server };
  try {
    await use((server.address() as AddressInfo).port);
  } finally {
    const closed = once(server, "close");
    server.close();
    await closed;
  }
  return printed;
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

async function ask(port: number, who: ProxiedClient, headers = {}): Promise<unknown> {
  const sent = request({ host: "127.0.0.1", port, headers, agent: proxyProtocolAgent(who) });
  const [res] = (await once(sent.end(), "response")) as [NodeJS.ReadableStream];
  return JSON.parse(await text(res));
}

/** A request without a PROXY header. */
async function askPlainly(port: number): Promise<unknown> {
  return await once(request({ host: "127.0.0.1", port }).end(), "response");
}

describe("the example for aws-nlb", () => {
  it("answers with the client, and with the endpoint that the balancer names", async () => {
    vi.stubEnv("CLIENT_IP_PATH", '{"address":"loopback","tells":"proxy-protocol"}');
    const value = Buffer.from("\u0001vpce-08d2bf15fac5001c9");
    const printed = await running("aws-nlb", async (port) => {
      const forged = { "X-Forwarded-For": "6.6.6.6" };
      expect(await ask(port, client(1), forged)).toEqual({ clientIp: "198.51.100.1" });
      const tlvs = [{ type: 0xea, value }];
      expect(await ask(port, { ...client(2), tlvs })).toEqual({
        clientIp: "198.51.100.2",
        endpoint: "vpce-08d2bf15fac5001c9",
      });
      await expect(askPlainly(port)).rejects.toHaveProperty("code");
    });
    expect(printed).toEqual([
      expect.stringMatching(/^listening on port \d+$/),
      expect.stringMatching(/^closed a connection: \[signature\] .*127\.0\.0\.1/),
    ]);
  });

  it("has a path that trusts the balancer's subnets only", async () => {
    const module = (await import(new URL("aws-nlb/path.js", examples).href)) as { path: Path };
    const resolver = createResolver(module.path);
    expect(resolver.expectsProxyHeader({ peer: "10.0.2.17", rawHeaders: [] })).toBe(true);
    expect(resolver.expectsProxyHeader({ peer: "10.0.3.17", rawHeaders: [] })).toBe(false);
  });
});

it("the example for haproxy answers with the client and HAProxy's id", async () => {
  await running("haproxy", async (port) => {
    const tlvs = [
      { type: 0x03, value: Buffer.alloc(4) },
      { type: 0x05, value: Buffer.from("9b5c") },
    ];
    const answer = await ask(port, { ...client(3), tlvs }, { "X-Forwarded-For": "6.6.6.6" });
    expect(answer).toEqual({ clientIp: "198.51.100.3", connection: "9b5c" });
    await expect(askPlainly(port)).rejects.toHaveProperty("code");
  });
});

it("the example for tls answers with the client over HTTP/1.1 and HTTP/2", async () => {
  const pem = fileURLToPath(new URL("../certificates/server.pem", import.meta.url));
  vi.stubEnv("TLS_KEY", pem);
  vi.stubEnv("TLS_CERT", pem);
  await running("tls", async (port) => {
    const to = { host: "127.0.0.1", port, ca };
    const agent = proxyProtocolSecureAgent(client(4));
    const [res] = (await once(requestSecurely({ ...to, agent }).end(), "response")) as [
      NodeJS.ReadableStream,
    ];
    expect(JSON.parse(await text(res))).toEqual({ clientIp: "198.51.100.4", httpVersion: "1.1" });

    const socket = await connectTlsWithProxyHeader(client(5), { ...to, ALPNProtocols: ["h2"] });
    const session = connectHttp2("https://localhost", { createConnection: () => socket });
    const answer: unknown = JSON.parse(await text(session.request({})));
    expect(answer).toEqual({ clientIp: "198.51.100.5", httpVersion: "2.0" });
    session.close();
  });
});

it("the example for tls says how to make a missing certificate", async () => {
  vi.stubEnv("TLS_KEY", "nowhere.pem");
  await expect(running("tls", () => Promise.resolve())).rejects.toThrow("sh tls/certificate.sh");
});

async function askAt(port: number): Promise<unknown> {
  const argv = [process.execPath, "ask.js", `http://127.0.0.1:${port}`, "203.0.113.7"];
  vi.spyOn(process, "argv", "get").mockReturnValue(argv);
  return await import(new URL("ask.js", examples).href);
}

describe("the script that plays a balancer", () => {
  it("is answered with the client that it names", async () => {
    const printed = await running("haproxy", askAt);
    expect(printed.slice(1)).toEqual(['{"clientIp":"203.0.113.7"}']);
  });

  it("says that it was refused, and exits with 1", async () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => {});
    const { exitCode } = process;
    vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    // Its path trusts a cloud's subnets, and not this machine.
    await running("aws-nlb", askAt);
    expect(error).toHaveBeenCalledWith(expect.stringContaining("answered with 400"));
    expect(process.exitCode).toBe(1);
    process.exitCode = exitCode;
  });
});
