import { createServer, type Server as HttpServer } from "node:http";
import { encode } from "@client-ip/proxy-protocol";
import { describe, expect, it } from "vitest";
import { clientIpInfoOf, createResolver, type Path } from "../../src/index.ts";
import { CLIENT, header, V1, V2, LAST, receiving, askRaw, bytesOf } from "./receiving.ts";

describe("a path with two PROXY hops", () => {
  const two: Path = [
    { name: "outer", address: "10.0.0.5", tells: "proxy-protocol" },
    { name: "inner", address: "loopback", tells: "proxy-protocol" },
  ];
  const both = createResolver(two);
  const server = (): HttpServer =>
    createServer((req, res) => {
      const { ip, via } = clientIpInfoOf(req, both);
      res.end(JSON.stringify({ ip, via }));
    });

  it("proxy-hop-by-hop: reads a second header if the source of the first is the second hop", async () => {
    const bytes = Buffer.concat([header("10.0.0.5"), V1, Buffer.from(LAST)]);
    expect(await receiving(server(), both, (to) => askRaw(to, [bytes]))).toEqual([
      { ip: CLIENT, via: ["outer", "inner"] },
    ]);
    expect(await receiving(server(), both, (to) => askRaw(to, bytesOf(bytes)))).toEqual([
      { ip: CLIENT, via: ["outer", "inner"] },
    ]);
  });

  it("receiver-counts-headers: a client's own second header is payload", async () => {
    const bytes = Buffer.concat([V2, header("6.6.6.6", 1), Buffer.from(LAST)]);
    expect(await receiving(server(), both, (to) => askRaw(to, [bytes]))).toEqual([]);
  });

  it("proxy-local: ends the walk at the hop that sent LOCAL", async () => {
    const local = Buffer.from(
      encode({ version: 2, command: "LOCAL", family: "UNSPEC", transport: "UNSPEC", tlvs: [] }),
    );
    const bytes = Buffer.concat([local, Buffer.from(LAST)]);
    expect(await receiving(server(), both, (to) => askRaw(to, [bytes]))).toEqual([
      { ip: "127.0.0.1", via: ["inner"] },
    ]);
  });
});
