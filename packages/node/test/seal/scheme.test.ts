import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import { createResolver, type Hop, sealRequests, type SealOptions } from "../../src/index.ts";
import { bytesOf, exchange, listening } from "./serving.ts";

const nginx: Hop = { name: "nginx", address: "loopback", tells: "x-forwarded-for" };
const LINES = [
  "X-Forwarded-For: 203.0.113.7",
  "X-Forwarded-Proto: https",
  "X-Forwarded-Host: shop.test",
  "X-My-Scheme: https",
];

/** The scheme and the host that a handler sees, by each way that Node has. */
async function seenOf(hop: Partial<Hop>, keep?: readonly string[]): Promise<unknown> {
  const options: SealOptions = { onUnresolved: "peer", ...(keep === undefined ? {} : { keep }) };
  const server = createServer((req, res) => {
    const { "x-forwarded-proto": proto, "x-forwarded-host": host, ...rest } = req.headers;
    const distinct = req.headersDistinct["x-forwarded-proto"];
    res.end(JSON.stringify({ proto, host, distinct, own: rest["x-my-scheme"] }));
  });
  sealRequests(server, createResolver({ ...nginx, ...hop }), options);
  const received = await listening(server, (port) => exchange(port, bytesOf(LINES)));
  return JSON.parse(received.slice(received.indexOf("\r\n\r\n")));
}

describe("sealed-scheme: a sealed request has the scheme and the host", () => {
  it("that the path knows", async () => {
    expect(await seenOf({ proto: "x-forwarded-proto", host: "x-forwarded-host" })).toEqual({
      proto: "https",
      distinct: ["https"],
      host: "shop.test",
      own: "https",
    });
  });

  it("that a hop tells in a header of its own, which is removed", async () => {
    expect(await seenOf({ proto: "x-my-scheme" })).toEqual({ proto: "https", distinct: ["https"] });
  });

  it("that a hop's clients always use", async () => {
    expect(await seenOf({ proto: "http" })).toEqual({
      proto: "http",
      distinct: ["http"],
      own: "https",
    });
  });

  it("and none that no hop vouches for", async () => {
    expect(await seenOf({ proto: { passes: "x-forwarded-proto" } })).toEqual({ own: "https" });
  });

  it("as they came, if keep names them", async () => {
    const told = { proto: "http", host: "x-my-scheme" } as const;
    const kept = await seenOf(told, ["x-forwarded-proto", "x-forwarded-host"]);
    expect(kept).toMatchObject({ proto: "https", host: "shop.test" });
  });
});
