import { describe, expect, it } from "vitest";
import { BELIEVED_HEADERS } from "../../src/seal/headers-table.ts";
import { originalHeaders } from "../../src/index.ts";
import { bytesOf, exchange, listening, seen, sealedServer, seenBy } from "./serving.ts";

const FORGED = "6.6.6.6";
const FROM_NGINX = `X-Forwarded-For: ${FORGED}, 203.0.113.7`;
const sealed = {
  headers: { host: "app.test", connection: "close", "x-forwarded-for": "203.0.113.7" },
  distinct: { host: ["app.test"], connection: ["close"], "x-forwarded-for": ["203.0.113.7"] },
  raw: ["Host", "app.test", "Connection", "close", "X-Forwarded-For", "203.0.113.7"],
};

describe("sealed-headers: a handler sees our answer alone", () => {
  it.each(
    BELIEVED_HEADERS.map(({ header }) => header).filter((name) => name !== "x-forwarded-for"),
  )("and nothing of a forged %s", async (header) => {
    expect(await seen([`${header}: ${FORGED}`, FROM_NGINX])).toEqual(sealed);
  });

  it("and what it needs besides", async () => {
    const { headers, raw } = await seen([FROM_NGINX, "Cookie: a=1", "Cookie: b=2", "X-Port: 1"]);
    expect(headers).toMatchObject({ cookie: "a=1; b=2", "x-port": "1" });
    expect(raw.filter((name) => name === "Cookie")).toHaveLength(2);
  });
});

describe("sealed-spellings: no spelling of a header escapes the seal", () => {
  it.each([
    ["in capitals", [FROM_NGINX, `FORWARDED: for=${FORGED}`]],
    ["twice", [`X-Real-IP: ${FORGED}`, FROM_NGINX, `x-real-ip: ${FORGED}`]],
    ["before the proxy's line", [`X-Forwarded-For: ${FORGED}`, FROM_NGINX]],
    ["with an underscore", [FROM_NGINX, `X_Forwarded_For: ${FORGED}`, `X-Real_IP: ${FORGED}`]],
    ["with another character", [FROM_NGINX, `X.Real.IP: ${FORGED}`, `X~Client~IP: ${FORGED}`]],
    ["without a value", [FROM_NGINX, "X-Real-IP:"]],
    ["with a tab before the value", [FROM_NGINX, `X-Real-IP:\t${FORGED}`]],
  ])("%s", async (_spelling, lines) => {
    expect(await seen(lines)).toEqual(sealed);
  });

  it.each([
    ["folded", [FROM_NGINX, `X-A: b\r\n X-Real-IP: ${FORGED}`]],
    ["with a space before the colon", [FROM_NGINX, `X-Real-IP : ${FORGED}`]],
    ["behind a bare CR", [FROM_NGINX, `X-A: b\rX-Real-IP: ${FORGED}`]],
    ["with a NUL", [FROM_NGINX, `X-Real-IP\0: ${FORGED}`]],
  ])("%s: Node itself refuses it", async (_spelling, lines) => {
    const server = sealedServer((req, res) => void res.end(JSON.stringify(seenBy(req))));
    const received = await listening(server, (port) => exchange(port, bytesOf(lines)));
    expect(received).toContain("HTTP/1.1 400 Bad Request");
  });

  it("nor a name that is a property of every object", async () => {
    const { headers, distinct, raw } = await seen([FROM_NGINX, `__proto__: ${FORGED}`]);
    expect({ headers, raw: raw.slice(0, 2) }).toEqual({
      headers: sealed.headers,
      raw: ["Host", "app.test"],
    });
    expect(Object.keys(distinct)).toContain("x-forwarded-for");
  });

  it("in a request that a framework makes of Node's", async () => {
    const server = sealedServer((req, res) => {
      const made = Object.create(req) as typeof req;
      res.end(JSON.stringify({ ...seenBy(made), original: originalHeaders(made).rawHeaders }));
    });
    const received = await listening(server, (port) => exchange(port, bytesOf([FROM_NGINX])));
    const body = JSON.parse(received.slice(received.indexOf("\r\n\r\n"))) as object;
    const original = [
      "Host",
      "app.test",
      "X-Forwarded-For",
      `${FORGED}, 203.0.113.7`,
      "Connection",
      "close",
    ];
    expect(body).toEqual({ ...sealed, original });
  });

  it("in what was read before a listener", async () => {
    const server = sealedServer((req, res) => void res.end(JSON.stringify(seenBy(req))));
    server.prependListener("request", (req) => void req.headersDistinct);
    const received = await listening(server, (port) => exchange(port, bytesOf([FROM_NGINX])));
    expect(JSON.parse(received.slice(received.indexOf("\r\n\r\n")))).toEqual(sealed);
  });
});

describe("sealed-connection: no Connection header removes what the seal writes", () => {
  it.each([
    ["Connection: x-forwarded-for, X-Real-IP, close", "close, close"],
    ["Connection: X_Forwarded_For", "close"],
    ["Connection: keep-alive, x-port", "keep-alive, x-port, close"],
  ])("%s", async (line, left) => {
    const { headers, raw } = await seen([FROM_NGINX, line]);
    expect(headers.connection).toBe(left);
    expect(raw.join(" ").toLowerCase()).not.toContain("connection x-forwarded-for");
  });
});
