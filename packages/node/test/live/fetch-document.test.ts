import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import type { RequestListener, ServerResponse } from "node:http";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { fetchDocument, MAX_BYTES } from "../../src/live/fetch-document.ts";
import { publish, sends } from "./publisher.ts";

const LINES = "192.0.2.0/24\n";
const never = new AbortController().signal;

async function fetched(listener: RequestListener, kind: "json" | "lines" = "lines", path = "/") {
  return fetchDocument(new URL(path, await publish(listener)), kind, never);
}

/** A server that sends these bytes and ends the connection. */
async function raw(bytes: string): Promise<URL> {
  const server = createServer((socket: Socket) => {
    socket.once("data", () => socket.end(bytes));
    socket.on("error", () => undefined);
  });
  onTestFinished(() => void server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

describe("live-document-limits: a document", () => {
  it.each([
    ["text/plain", "lines"],
    ["text/plain; charset=utf-8", "lines"],
    ["TEXT/PLAIN", "lines"],
    ["text/plain ;", "lines"],
    ["application/octet-stream", "lines"],
    ["application/json", "json"],
    ["application/json;charset=UTF-8", "json"],
    ["application/vnd.example+json", "json"],
    ["binary/octet-stream", "json"],
    ["text/json", "json"],
    ["text/plain", "json"],
  ] as const)("of type %s is read as %s", async (type, kind) => {
    expect(await fetched(sends(LINES, type), kind)).toMatchObject({ text: LINES });
  });

  it.each([
    ["text/html", "lines"],
    ["text/html; charset=utf-8", "json"],
    ["application/json", "lines"],
    ["application/vnd.example+json", "lines"],
    ["application/xml", "json"],
    ["text/plain2", "lines"],
    ["", "lines"],
  ] as const)("of type '%s' is not read as %s", async (type, kind) => {
    await expect(fetched(sends(LINES, type), kind)).rejects.toThrow("[live-document]");
  });

  it("without a type is not read", async () => {
    await expect(fetched((_req, res) => void res.end(LINES))).rejects.toThrow("no content-type");
  });

  it.each([204, 206, 304, 400, 403, 404, 500, 503])(
    "with status %i is not read",
    async (status) => {
      const listener: RequestListener = (_req, res) =>
        void res
          .writeHead(status, { "content-type": "text/plain" })
          .end(status === 204 || status === 304 ? undefined : LINES);
      await expect(fetched(listener)).rejects.toThrow(`answered ${status}`);
    },
  );

  it.each([
    [200, "text/html"],
    [500, "text/plain"],
  ])("that is not read leaves no connection behind: %i, %s", async (status, type) => {
    const responses: ServerResponse[] = [];
    const endless: RequestListener = (_req, res) => {
      responses.push(res);
      res.writeHead(status, { "content-type": type }).write(LINES);
    };
    await expect(fetched(endless)).rejects.toThrow("[live-document]");
    await vi.waitFor(() => expect(responses[0]?.destroyed).toBe(true));
  });

  it("that says it is too large is not read at all", async () => {
    const url = await raw(
      `HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: ${MAX_BYTES + 1}\r\n\r\n${LINES}`,
    );
    await expect(fetchDocument(url, "lines", never)).rejects.toThrow("more than");
  });

  it.each([
    ["content-length: 100\r\n\r\n192.0.2.0/24\n"],
    ["transfer-encoding: chunked\r\n\r\nd\r\n192.0.2.0/24\n\r\n"],
    ["transfer-encoding: chunked\r\n\r\nd\r\n192.0.2"],
  ])("that is cut short is not read: %j", async (rest) => {
    const url = await raw(`HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n${rest}`);
    await expect(fetchDocument(url, "lines", never)).rejects.toThrow("no whole answer");
  });

  it("of a server that never ends ends with the signal", async () => {
    const abort = new AbortController();
    const base = await publish((_req, res) => {
      res.writeHead(200, { "content-type": "text/plain" }).write(LINES);
      abort.abort(new Error("too late ".repeat(99)));
    });
    await expect(fetchDocument(new URL(base), "lines", abort.signal)).rejects.toMatchObject({
      given: `no whole answer of ${base}/ (${"too late ".repeat(9).slice(0, 80)})`,
    });
  });

  it("that is not UTF-8 is not read", async () => {
    await expect(fetched(sends(new Uint8Array([0xff, 0xfe, 0x31])))).rejects.toThrow("not UTF-8");
  });

  it("of a server that is not there names the reason", async () => {
    const url = await raw("");
    await expect(fetchDocument(url, "lines", never)).rejects.toThrow(
      /no whole answer .* \(UND_ERR_SOCKET\), expected a document\. Let this process connect to it/,
    );
  });

  it.each<[RequestListener, string, string]>([
    [(_req, res) => void res.writeHead(500).end(), "answered 500", "200"],
    [
      sends(LINES, `text/html;${" a=1;".repeat(20)}`),
      `is text/html;${" a=1;".repeat(10)}`,
      "text/plain, application/octet-stream, binary/octet-stream",
    ],
    [sends(new Uint8Array([0xff])), "is not UTF-8", "text in UTF-8"],
    [(_req, res) => void res.writeHead(302).end(), "redirects to nowhere", "a redirect to"],
    [
      (_req, res) => void res.writeHead(302, { location: "//evil.example/x?y" }).end(),
      "redirects to http://evil.example/x",
      "a redirect to the same origin, or none",
    ],
    [(_req, res) => void res.writeHead(302, { location: "/" }).end(), "redirects again", "a doc"],
  ])("that is refused is named, with the reason (%#)", async (listener, what, expected) => {
    const base = await publish(listener);
    await expect(fetchDocument(new URL(base), "lines", never)).rejects.toMatchObject({
      given: `${base}/ ${what}`,
      expected: expect.stringMatching(new RegExp(`^${expected}`)),
    });
  });

  it("is named without its query, which may hold a secret", async () => {
    const url = new URL(await publish((_req, res) => void res.writeHead(500).end()));
    url.search = "?token=hunter2hunter2";
    const error: unknown = await fetchDocument(url, "lines", never).catch(
      (thrown: unknown) => thrown,
    );
    expect(String(error)).toContain("answered 500");
    expect(String(error)).not.toContain("hunter2");
  });

  it("of as many bytes as allowed is read, and not of one more", async () => {
    expect(MAX_BYTES).toBe(16_777_216);
    const most = Buffer.alloc(MAX_BYTES, "\n");
    const headers = { "content-length": String(MAX_BYTES) };
    expect((await fetched(sends(most, "text/plain", headers)))?.text).toHaveLength(MAX_BYTES);
    await expect(fetched(sends(Buffer.alloc(MAX_BYTES + 1, "\n")))).rejects.toThrow("more than");
  });

  it("that is too large is not read to its end", async () => {
    let sent = 0;
    const chunk = Buffer.alloc(1024 * 1024, "\n");
    const huge: RequestListener = (_req, res) => {
      res.writeHead(200, { "content-type": "text/plain" });
      const more = (): void => {
        while (!res.destroyed && sent < 64 * 1024 * 1024 && res.write(chunk)) sent += chunk.length;
      };
      res.on("drain", more);
      more();
    };
    await expect(fetched(huge)).rejects.toThrow(`more than ${MAX_BYTES} bytes`);
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });
});

const redirect =
  (status: number, location: string): RequestListener =>
  (req, res) =>
    void (req.url === "/list/"
      ? sends(LINES)(req, res)
      : res.writeHead(status, location === "" ? {} : { location }).end());

describe("live-document-limits: a redirect", () => {
  it.each([301, 302, 303, 307, 308])("to the same origin is followed: %i", async (status) => {
    expect(await fetched(redirect(status, "/list/"), "lines", "/list")).toMatchObject({
      text: LINES,
    });
  });

  it.each([
    "http://localhost:1/list/",
    "https://127.0.0.1/list/",
    "http://user:secret@127.0.0.1/list/",
    "file:///etc/passwd",
    "data:text/plain,192.0.2.0/24",
    "//evil.example/list/",
    "http://[",
    "",
  ])("to another one is not: %s", async (location) => {
    await expect(fetched(redirect(302, location))).rejects.toThrow("redirects to");
  });

  it.each(["user", ":secret"])("with a name or a password is not: %s", async (user) => {
    const base = await publish((_req, res) => void res.writeHead(302, { location }).end());
    const location = `${base.replace("//", `//${user}@`)}/list/`;
    await expect(fetchDocument(new URL(base), "lines", never)).rejects.toThrow(
      `redirects to ${base}/list/`,
    );
  });

  it("is followed three times", async () => {
    const next: RequestListener = (req, res) =>
      void (req.url === "/0"
        ? sends(LINES)(req, res)
        : res.writeHead(302, { location: `/${Number(req.url?.slice(1)) - 1}` }).end());
    expect(await fetched(next, "lines", "/3")).toMatchObject({ text: LINES });
    await expect(fetched(next, "lines", "/4")).rejects.toThrow("/1 redirects again");
  });
});

describe("live-document-limits: a version that is known", () => {
  it("is asked for by its validators, and not read again", async () => {
    const asked: unknown[] = [];
    const base = await publish((req, res) => {
      asked.push([req.headers["if-none-match"], req.headers["if-modified-since"]]);
      if (req.headers["if-none-match"] === '"1"') res.writeHead(304).end();
      else
        sends(LINES, "text/plain", {
          etag: '"1"',
          "last-modified": "Sat, 01 Aug 2026 00:00:00 GMT",
        })(req, res);
    });
    const first = await fetchDocument(new URL(base), "lines", never);
    expect(first).toMatchObject({ etag: '"1"' });
    expect(await fetchDocument(new URL(base), "lines", never, first)).toBeUndefined();
    expect(asked).toEqual([
      [undefined, undefined],
      ['"1"', "Sat, 01 Aug 2026 00:00:00 GMT"],
    ]);
  });

  it("is not the answer of a server that fails", async () => {
    const base = await publish((_req, res) => void res.writeHead(500).end());
    const known = { etag: '"1"', lastModified: null };
    await expect(fetchDocument(new URL(base), "lines", never, known)).rejects.toThrow("500");
  });

  it.each([
    ["120", 120_000],
    ["0", 0],
    ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
    ["soon", undefined],
    ["120s", undefined],
    ["x120", undefined],
  ])("may be asked for later: Retry-After %s", async (value, retryAfter) => {
    const listener: RequestListener = (_req, res) =>
      void res.writeHead(503, { "retry-after": value }).end();
    await expect(fetched(listener)).rejects.toMatchObject({ retryAfter });
  });
});
