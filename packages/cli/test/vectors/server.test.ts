import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { serverAt } from "../../src/vectors/server.ts";

const question = { id: "a", path: [], peer: "10.0.0.1", headers: [] };

/** What is answered to the question, or the error. */
async function answerOf(listener: RequestListener, timeout = 30_000): Promise<unknown> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  try {
    const implementation = serverAt(url, timeout);
    return await implementation.ask(question).finally(() => implementation.close());
  } catch (error) {
    return error;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const errorWith = (given: unknown): object =>
  expect.objectContaining({ code: "vectors-answer", given }) as object;
const answer = JSON.stringify({ id: "a", ip: "6.6.6.6" });

describe("a server", () => {
  it("gets a question as JSON", async () => {
    let asked: unknown;
    const answered = await answerOf((req, res) => {
      asked = [req.method, req.headers["content-type"]];
      req.setEncoding("utf8").on("data", (text: string) => {
        res.end(text === JSON.stringify(question) ? answer : "");
      });
    });
    expect([answered, asked]).toEqual(["6.6.6.6", ["POST", "application/json"]]);
  });

  it.each<[string, RequestListener]>([
    ["the status 500 in answer to a", (_req, res) => res.writeHead(500).end(answer)],
    ["a long body in answer to a", (_req, res) => res.end(answer.padEnd(65_537))],
    ["no JSON object in answer to a", (_req, res) => res.end("[]")],
  ])("is wrong with %s", async (given, listener) => {
    expect(await answerOf(listener)).toEqual(errorWith(given));
  });

  it("may answer with so many characters", async () => {
    expect(await answerOf((_req, res) => res.end(answer.padEnd(65_536)))).toBe("6.6.6.6");
  });

  it.each<[string, RequestListener, number]>([
    [
      "TypeError: fetch failed",
      (_req, res) => res.writeHead(302, { location: "/b" }).end(),
      30_000,
    ],
    ["TypeError: fetch failed", (req) => void req.socket.destroy(), 30_000],
    ["TimeoutError: ", () => {}, 1],
  ])("is wrong without a reply: %s", async (says, listener, timeout) => {
    expect(await answerOf(listener, timeout)).toEqual(
      errorWith(expect.stringContaining(`no reply (${says}`)),
    );
  });
});
