import { once } from "node:events";
import { connect, createServer } from "node:http2";
import { describe, expect, it } from "vitest";
import { sealRequests } from "../../src/index.ts";
import { exchange, listening, resolver, sealedServer } from "./serving.ts";

const FORGED = "6.6.6.6";
const HEAD = [
  "POST / HTTP/1.1",
  "Host: app.test",
  "X-Forwarded-For: 203.0.113.7",
  "Connection: close",
  "Transfer-Encoding: chunked",
];
const chunked = (trailers: readonly string[]): string =>
  [...HEAD, "", "1", "a", "0", ...trailers, "", ""].join("\r\n");

describe("sealed-trailers: the trailers of a request", () => {
  it.each([["before the body is read"], ["behind it"]])(
    "lose the same headers, asked for %s",
    async (when) => {
      const server = sealedServer(async (req, res) => {
        const early = when === "before the body is read" ? Object.keys(req.trailers) : [];
        req.resume();
        await once(req, "end");
        const { rawTrailers, trailers, trailersDistinct } = req;
        res.end(JSON.stringify({ early, rawTrailers, trailers, trailersDistinct }));
      });
      const trailers = [
        `X-Real-IP: ${FORGED}`,
        `x_client_ip: ${FORGED}`,
        "Checksum: 1",
        "checksum: 2",
      ];
      const received = await listening(server, (port) => exchange(port, chunked(trailers)));
      expect(JSON.parse(received.slice(received.indexOf("\r\n\r\n")))).toEqual({
        early: [],
        rawTrailers: ["Checksum", "1", "checksum", "2"],
        trailers: { checksum: "1, 2" },
        trailersDistinct: { checksum: ["1", "2"] },
      });
    },
  );

  it("lose them although Node drops the line that announces the body's chunks", async () => {
    const server = sealedServer(
      async (req, res) => {
        req.resume();
        await once(req, "end");
        res.end(JSON.stringify([req.rawTrailers, req.trailers, req.trailersDistinct]));
      },
      { onUnresolved: "peer" },
    );
    // Newer releases of Node answer 431.
    server.maxHeadersCount = HEAD.length - 2;
    const bytes = chunked([`X-Real-IP: ${FORGED}`, "Checksum: 1"]);
    const received = await listening(server, (port) => exchange(port, bytes));
    expect(received).toMatch(/^HTTP\/1\.1 (?:200|431) /);
    expect(received).not.toContain(FORGED);
  });

  it("lose them in HTTP/2, in the stream's event and in the request", async () => {
    const server = createServer(async (req, res) => {
      const events: unknown[] = [];
      req.stream.on("trailers", (trailers) => events.push(Object.keys(trailers)));
      req.resume();
      await once(req, "end");
      res.end(JSON.stringify({ events, trailers: req.trailers, raw: req.rawTrailers }));
    });
    sealRequests(server, resolver, { onUnresolved: "reject" });
    const received = await listening(server, async (port) => {
      const session = connect(`http://127.0.0.1:${port}`);
      const headers = { ":method": "POST", "x-forwarded-for": "203.0.113.7" };
      const stream = session.request(headers, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "x-real-ip": FORGED, checksum: "1" }));
      stream.end("a");
      let text = "";
      for await (const chunk of stream.setEncoding("utf8")) text += String(chunk);
      session.close();
      return text;
    });
    expect(JSON.parse(received)).toEqual({
      events: [["checksum"]],
      trailers: { checksum: "1" },
      raw: ["checksum", "1"],
    });
  });
});
