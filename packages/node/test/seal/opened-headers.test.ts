import { EventEmitter } from "node:events";
import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { HeaderNames } from "../../src/seal/header-names.ts";
import { openHeaders } from "../../src/seal/opened-headers.ts";
import { requestOf } from "./serving.ts";

const names = new HeaderNames(["x-real-ip"]);
const FORGED = ["X-Real-IP", "6.6.6.6"];

/** What another program sees of the trailers that Node writes into a request. */
function trailersOf(req: IncomingMessage): unknown {
  req.rawTrailers = [...FORGED, "Checksum", "1"];
  return [req.rawTrailers, Object.hasOwn(req, "trailers")];
}

describe("sealed-trailers: the trailers of a request", () => {
  const sealed = [["Checksum", "1"], true];
  const untouched = [[...FORGED, "Checksum", "1"], false];

  it.each<[string, readonly string[], number, unknown]>([
    ["is chunked", ["Transfer-Encoding", "chunked"], 0, sealed],
    ["may have been, in a line that Node dropped", ["A", "b", "C", "d"], 4, sealed],
    ["was not, in all of its lines", ["A", "b"], 4, untouched],
    ["was not, without a limit", ["A", "b"], 0, untouched],
    ["was not, without a line", [], 0, untouched],
  ])("are sealed if the body %s", (_, raw, limit, expected) => {
    const req = requestOf(raw);
    openHeaders(req, names, limit);
    expect(trailersOf(req)).toEqual(expected);
  });

  it("can be defined again, as Node's own", () => {
    const req = requestOf(["Transfer-Encoding", "chunked"]);
    openHeaders(req, names, 0);
    const described = ["rawTrailers", "trailers", "trailersDistinct"].map((name) =>
      Object.getOwnPropertyDescriptor(req, name),
    );
    expect(described).toMatchObject([
      { configurable: true, enumerable: true },
      { configurable: true, enumerable: false },
      { configurable: true, enumerable: false },
    ]);
  });

  it.each([
    [true, 0],
    [false, 1],
  ])("are heard of over HTTP/2 if the request does not end before them: %s", (ends, listeners) => {
    const stream = Object.assign(new EventEmitter(), { endAfterHeaders: ends });
    openHeaders({ stream, headers: {}, rawHeaders: [] } as never, names, 0);
    expect(stream.listenerCount("trailers")).toBe(listeners);
  });

  it("need no lines over HTTP/2, as where another program tells of them", () => {
    const stream = Object.assign(new EventEmitter(), { endAfterHeaders: false });
    openHeaders({ stream, headers: {}, rawHeaders: [] } as never, names, 0);
    const trailers = { "x-real-ip": "6.6.6.6", checksum: "1" };
    stream.emit("trailers", trailers, 0);
    expect(trailers).toEqual({ checksum: "1" });
  });
});

describe("sealed-headers: a request", () => {
  it("of HTTP/2 keeps its own array, with what is left", () => {
    const stream = { endAfterHeaders: true };
    const rawHeaders = [...FORGED, "a", "b"];
    openHeaders({ stream, headers: {}, rawHeaders } as never, names, 0);
    expect(rawHeaders).toEqual(["a", "b"]);
  });

  it("has Node's own count of what is left", () => {
    const req = requestOf([...FORGED, "A", "b"]);
    openHeaders(req, names, 0);
    const count = Object.getOwnPropertySymbols(req).find((one) =>
      /HeadersCount/.test(String(one.description)),
    );
    expect(count === undefined ? 2 : Reflect.get(req, count)).toBe(2);
  });

  it.each([
    [{ headers: { "x-real-ip": "6.6.6.6", a: "b" } }, { headers: { a: "b" } }],
    [{ headers: { "transfer-encoding": "a" } }, { headers: { "transfer-encoding": "a" } }],
    [
      { headers: {}, rawHeaders: [...FORGED, "A", "b"] },
      { headers: {}, rawHeaders: ["A", "b"] },
    ],
  ])("of a test gets no field that it has not: %j", (double, left) => {
    openHeaders(requestOf([]), names, 0);
    openHeaders(double as never, names, 0);
    expect(double).toStrictEqual(left);
    expect(Object.getOwnPropertySymbols(double)).toEqual([]);
  });
});
