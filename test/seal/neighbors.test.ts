import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { registerFile, type Registered, start } from "../../packages/node/test/seal/registered.ts";
import { bytesOf, exchange } from "../../packages/node/test/seal/serving.ts";

const APP = new URL("neighbors-app.cjs", import.meta.url);
/** nginx on this machine has appended 203.0.113.7; the client has sent all the rest. */
const LINES = [
  "X-Forwarded-For: 9.9.9.9, 203.0.113.7",
  "X-Client-IP: 6.6.6.6",
  "X-Real-IP: 6.6.6.7",
  "Forwarded: for=6.6.6.8",
];
const NEIGHBORS = [
  "sentry",
  "datadog",
  "better-auth",
  "koa",
  "express",
  "fastify",
  "h3",
  "opentelemetry",
];

/** better-auth answers 127.0.0.1 for everything in tests. */
const PRODUCTION = { NODE_ENV: "production", TEST: "" };

async function answers({ ports }: Registered, lines: readonly string[]) {
  const ask = async (name: string): Promise<string> => {
    const received = await exchange(ports["port"] ?? 0, bytesOf(lines, `GET /${name} HTTP/1.1`));
    return received
      .slice(received.indexOf("\r\n\r\n") + 4)
      .replaceAll(/^[0-9a-f]+\r\n|\r\n0\r\n\r\n$/g, "");
  };
  const found: Record<string, string> = {};
  for (const name of NEIGHBORS) found[name] = await ask(name);
  return { ...found, opentelemetry: await ask("spans") };
}

let hook: Awaited<ReturnType<typeof registerFile>>;
beforeAll(async () => {
  hook = await registerFile();
});
afterAll(() => hook.remove());

describe("eight programs of one process, without a line of ours", () => {
  it("all answer the client behind the register hook", async () => {
    const app = await start(APP, {
      ...PRODUCTION,
      NODE_OPTIONS: `--import ${hook.path}`,
      CLIENT_IP_PATH: "nginx",
      CLIENT_IP_ON_UNRESOLVED: "reject",
      CLIENT_IP_KEEP: "",
    });
    const found = await answers(app, LINES);
    await app.end();
    expect(found).toEqual(Object.fromEntries(NEIGHBORS.map((name) => [name, "203.0.113.7"])));
  });

  it("answer what the client says without it, but for frameworks with their careful settings", async () => {
    const app = await start(APP, { ...PRODUCTION, NODE_OPTIONS: "" });
    const found = await answers(app, LINES);
    await app.end();
    expect(found).toEqual({
      sentry: "6.6.6.6",
      datadog: "9.9.9.9",
      "better-auth": "null",
      koa: "203.0.113.7",
      express: "203.0.113.7",
      fastify: "203.0.113.7",
      h3: "9.9.9.9",
      opentelemetry: "6.6.6.8",
    });
  });
});
