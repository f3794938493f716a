import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:http2";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failure, registerFile, start } from "./registered.ts";
import { bytesOf, exchange } from "./serving.ts";

const ONE = new URL("apps/one-server.mjs", import.meta.url);
const TWO = new URL("apps/two-servers.mjs", import.meta.url);
const HTTP2 = new URL("apps/http2-server.mjs", import.meta.url);
const NONE = new URL("apps/no-server.mjs", import.meta.url);
const LATE = new URL("apps/late-import.mjs", import.meta.url);

let hook: Awaited<ReturnType<typeof registerFile>>;
let SEALED: Readonly<Record<string, string>>;

beforeAll(async () => {
  hook = await registerFile();
  SEALED = {
    NODE_OPTIONS: `--import ${hook.path}`,
    CLIENT_IP_PATH: "nginx",
    CLIENT_IP_ON_UNRESOLVED: "reject",
    CLIENT_IP_KEEP: "",
  };
});
afterAll(() => hook.remove());

const LINES = ["X-Forwarded-For: 6.6.6.6, 203.0.113.7", "X-Real-IP: 6.6.6.6"];

async function answerAt(port: number | string | undefined, lines: readonly string[] = LINES) {
  const received = await exchange(port ?? 0, bytesOf(lines));
  return received.slice(received.indexOf("\r\n\r\n") + 4);
}

describe("registered-at-listen: an application without a line of ours", () => {
  it("is sealed, and says so in one line", async () => {
    const app = await start(ONE, SEALED);
    const [sealed, rejected] = [
      await answerAt(app.ports["port"]),
      await answerAt(app.ports["port"], []),
    ];
    expect(JSON.parse(sealed)).toEqual({
      host: "app.test",
      connection: "close",
      "x-forwarded-for": "203.0.113.7",
    });
    expect(JSON.parse(rejected)).toMatchObject({ status: 403 });
    const told = await app.end();
    expect(told).toContain(`client-ip: seals requests to ${app.ports["port"]} (path: nginx)\n`);
  });

  it("takes every variable", async () => {
    const app = await start(ONE, {
      ...SEALED,
      CLIENT_IP_HEADER: "X-Our-Client",
      CLIENT_IP_KEEP: "x-forwarded-proto, x-real-ip",
      CLIENT_IP_HEALTH: "/,/healthz",
      // The application's own.
      CLIENT_IP_SALT: "x",
    });
    const lines = [...LINES, "X-Forwarded-Proto: https"];
    const [sealed, checked] = [
      await answerAt(app.ports["port"], lines),
      await answerAt(app.ports["port"], []),
    ];
    await app.end();
    expect(JSON.parse(sealed)).toMatchObject({
      "x-our-client": "203.0.113.7",
      "x-real-ip": "6.6.6.6",
      "x-forwarded-proto": "https",
    });
    expect(JSON.parse(checked)).toEqual({ host: "app.test", connection: "close" });
  });

  it("is sealed over HTTP/2", async () => {
    const app = await start(HTTP2, SEALED);
    const session = connect(`http://127.0.0.1:${app.ports["port"]}`);
    const headers = { "x-forwarded-for": "6.6.6.6, 203.0.113.7", "x-real-ip": "6.6.6.6" };
    const seen = JSON.parse(await text(session.request(headers).setEncoding("utf8"))) as object;
    session.close();
    await app.end();
    expect(seen).toMatchObject({ "x-forwarded-for": "203.0.113.7" });
    expect(seen).not.toHaveProperty("x-real-ip");
  });

  it("is sealed if it imports the hook when it listens already", async () => {
    const app = await start(LATE, { ...SEALED, NODE_OPTIONS: "", HOOK: hook.path });
    const answers = [await answerAt(app.ports["port"]), await answerAt(app.ports["port"])];
    const told = await app.end();
    expect(answers.map((answer) => JSON.parse(answer) as object)).toEqual(
      Array.from({ length: 2 }, () => ({
        host: "app.test",
        connection: "close",
        "x-forwarded-for": "203.0.113.7",
      })),
    );
    expect(told).toBe(`client-ip: seals requests to ${app.ports["port"]} (path: nginx)\n`);
  });

  it.each([
    ["checkContinue", "GET / HTTP/1.1", ["Expect: 100-continue"]],
    ["checkExpectation", "GET / HTTP/1.1", ["Expect: tea"]],
    ["upgrade", "GET / HTTP/1.1", ["Upgrade: tea", "Connection: upgrade"]],
    ["connect", "CONNECT db.test:443 HTTP/1.1", []],
  ])("is sealed then if its first event is %s", async (_event, first, lines) => {
    const app = await start(LATE, { ...SEALED, NODE_OPTIONS: "", HOOK: hook.path });
    const bytes = bytesOf([...LINES, ...lines], first);
    const received = await exchange(app.ports["port"] ?? 0, bytes);
    await app.end();
    expect(received).toContain('"x-forwarded-for":"203.0.113.7"');
    expect(received).not.toContain("6.6.6.6");
  });

  it("never answers unsealed then, if a variable is wrong and the error is caught", async () => {
    const wrong = { ...SEALED, CLIENT_IP_PATH: "ngin", NODE_OPTIONS: "", HOOK: hook.path };
    const app = await start(LATE, wrong);
    const port = app.ports["port"] ?? 0;
    const received = [await exchange(port, bytesOf(LINES)), await exchange(port, bytesOf(LINES))];
    await app.end();
    expect(received).toEqual(["", ""]);
  });

  it("has its first server sealed, and a warning of the second", async () => {
    const busy = createServer().listen(0, "127.0.0.1");
    await once(busy, "listening");
    const TAKEN = String((busy.address() as AddressInfo).port);
    const app = await start(TWO, { ...SEALED, TAKEN });
    const [own, metrics] = [
      await answerAt(app.ports["port"]),
      await answerAt(app.ports["metrics"]),
    ];
    const told = await app.end();
    busy.close();
    expect(JSON.parse(own)).toMatchObject({ "x-forwarded-for": "203.0.113.7" });
    expect(JSON.parse(metrics)).toMatchObject({ "x-real-ip": "6.6.6.6" });
    expect(told).toContain(
      `[CLIENT_IP_NOT_SEALED] ClientIpWarning: Requests to ${app.ports["metrics"]}`,
    );
  });

  it("has the places sealed that are named, and no others", async () => {
    const place = join(tmpdir(), `client-ip-${process.pid}.sock`);
    const named = await start(ONE, {
      ...SEALED,
      PLACE: place,
      CLIENT_IP_PATH: "unix",
      CLIENT_IP_LISTEN: `1, ${place}`,
    });
    const other = await start(ONE, { ...SEALED, CLIENT_IP_LISTEN: `1,${place}` });
    const answers = [await answerAt(place), await answerAt(other.ports["port"])];
    const told = [await named.end(), await other.end()];
    expect(answers[0]).not.toContain("x-real-ip");
    expect(answers[1]).toContain("x-real-ip");
    expect(told).toEqual([
      `client-ip: seals requests to ${place} (path: unix)\n`,
      expect.stringContaining(`no server of HTTP listens on CLIENT_IP_LISTEN=1,${place}.`),
    ]);
  });

  it("starts without the variables if it has no server", async () => {
    const errors = await failure(NONE, { NODE_OPTIONS: `--import ${hook.path}` });
    expect(errors).toBe("ended by itself\n");
  });

  it.each([
    ["no path", { CLIENT_IP_ON_UNRESOLVED: "reject" }, "[register] given no CLIENT_IP_PATH"],
    [
      "an empty path",
      { CLIENT_IP_PATH: " ", CLIENT_IP_ON_UNRESOLVED: "reject" },
      "[register] given no CLIENT_IP_PATH",
    ],
    [
      "a path with a mistake",
      { CLIENT_IP_PATH: "nginz", CLIENT_IP_ON_UNRESOLVED: "reject" },
      "[config-text]",
    ],
    [
      "a name with a mistake",
      { CLIENT_IP_PATH: "nginx", CLIENT_IP_ON_UNRESOLVED: "reject", CLIENT_IP_HEALT: "/healthz" },
      "[register] given the variable CLIENT_IP_HEALT, expected the name of a variable. Write CLIENT_IP_HEALTH.",
    ],
    [
      "no scheme",
      { CLIENT_IP_PATH: "10.0.0.0/8", CLIENT_IP_ON_UNRESOLVED: "peer" },
      "[seal-without-scheme]",
    ],
    ["no choice", { CLIENT_IP_PATH: "nginx" }, "[register] given no CLIENT_IP_ON_UNRESOLVED"],
    [
      "a wrong choice",
      { CLIENT_IP_PATH: "nginx", CLIENT_IP_ON_UNRESOLVED: "deny" },
      '[register] given CLIENT_IP_ON_UNRESOLVED="deny"',
    ],
    [
      "a header that is taken",
      {
        CLIENT_IP_PATH: "nginx",
        CLIENT_IP_ON_UNRESOLVED: "peer",
        CLIENT_IP_HEADER: "X-Real-IP",
        CLIENT_IP_KEEP: "",
      },
      "[seal-options]",
    ],
    [
      "a port that is none",
      { CLIENT_IP_PATH: "nginx", CLIENT_IP_ON_UNRESOLVED: "peer", CLIENT_IP_LISTEN: "http" },
      "[register] given a CLIENT_IP_LISTEN",
    ],
  ])("does not start with %s", async (_mistake, environment, message) => {
    const { NODE_OPTIONS = "" } = SEALED;
    expect(await failure(ONE, { NODE_OPTIONS, ...environment })).toContain(message);
  });

  it("never shows a secret", async () => {
    const value = "s3cr3t-s3cr3t-s3cr3t";
    const path = JSON.stringify({
      name: "cdn",
      address: "loopback",
      secret: { header: "x-origin-secret", value },
      tells: "x-forwarded-for",
    });
    const app = await start(ONE, { ...SEALED, CLIENT_IP_PATH: path });
    const seen = await answerAt(app.ports["port"], [...LINES, `X-Origin-Secret: ${value}`]);
    const told = await app.end();
    expect(JSON.parse(seen)).toMatchObject({ "x-forwarded-for": "203.0.113.7" });
    expect(seen + told).not.toContain(value);
    expect(told).toContain("(path: cdn)");
  });
});
