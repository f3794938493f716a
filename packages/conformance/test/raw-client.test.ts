import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { ask, bytesOf } from "../src/raw-client.ts";

describe("the bytes of a request", () => {
  it("are its lines, as they are", () => {
    const lines = ["x-a:  1 ", "X-A: 2"];
    expect(bytesOf({ lines }, false)).toBe(
      "GET / HTTP/1.1\r\nHost: client-ip.test\r\nx-a:  1 \r\nX-A: 2\r\n\r\n",
    );
  });

  it("have no Host in HTTP/1.0, and ask for the connection's end with the last request", () => {
    expect(bytesOf({ lines: [], version: "1.0", url: "/a" }, true)).toBe(
      "GET /a HTTP/1.0\r\nConnection: close\r\n\r\n",
    );
  });
});

describe("the answers on a connection", () => {
  const head = "HTTP/1.1 200 OK\r\n";

  it("are told apart by their length, the last one by the connection's end", async () => {
    const first = `${head}content-length: 7\r\n\r\n{"a":1}`;
    const last = `${head}X: y\r\n\r\n{"b":2}`;
    expect(await answers(first + last)).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it.each([
    ["a page of an error", `${head}\r\n<html>`],
    ["half a head", head],
  ])("that are %s fail with what came", async (_what, bytes) => {
    await expect(answers(bytes)).rejects.toThrow("no JSON in the answer: HTTP/1.1 200 OK");
  });
});

/** What the client makes of a server that answers with these bytes. */
async function answers(bytes: string): Promise<readonly object[]> {
  const server = createServer((socket) => void socket.end(bytes));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  try {
    return await ask({ port, host: "127.0.0.1" }, [{ lines: [] }]);
  } finally {
    server.close();
  }
}
