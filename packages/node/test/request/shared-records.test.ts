import { createServer, IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { evidenceOf } from "../../src/adapter.ts";
import { adoptRecord, foundRecord } from "../../src/request/request-record.ts";
import {
  clientIp,
  clientIpInfoOf,
  clientIpOf,
  createResolver,
  sealRequests,
} from "../../src/index.ts";

const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: "198.51.100.9" });
const req = new IncomingMessage(socket);
clientIpInfoOf(req, createResolver("direct"));

const made = (): IncomingMessage => new IncomingMessage(socket);

/** The names of the fields of the record that an object has under this symbol. */
function shapeOf(object: object, name: string): string[] {
  return Object.keys(Object(Reflect.get(object, Symbol.for(name)))).toSorted();
}

// Another version of this package in the same process finds these records. If a shape
// changes, its symbol gets the next number, here and in the sources.
describe("a record that copies of this package share", () => {
  it("has one shape for a number: of a request", () => {
    const state = Object(Reflect.get(req, "_readableState"));
    expect(shapeOf(state, "@client-ip/node request, shape 5")).toEqual([
      "connection",
      "headerLimit",
      "headers",
      "owner",
      "place",
      "rawHeaders",
      "resolutions",
      "resolver",
    ]);
  });

  it("has one shape for a number: of a connection", () => {
    expect(shapeOf(socket, "@client-ip/node connection, shape 5")).toEqual([
      "certificate",
      "encrypted",
      "headerLimit",
      "number",
      "peer",
      "peerPort",
      "proxyHeaders",
      "server",
    ]);
  });

  it("is not read if an older version made it", () => {
    const other = new IncomingMessage(socket);
    const record = { owner: other, resolver: createResolver("loopback") };
    Object.assign(other, { [Symbol.for("@client-ip/node request")]: record });
    expect(clientIpInfoOf(other, createResolver("direct")).ip).toBe("198.51.100.9");
  });
});

it("what inherits from a sealed request has the headers that it came with", () => {
  const server = createServer();
  sealRequests(server, createResolver("198.51.100.9"), { onUnresolved: "reject", keep: [] });
  const sealed = new IncomingMessage(socket);
  const rawHeaders = ["X-Forwarded-For", "6.6.6.6, 203.0.113.7"];
  sealed.rawHeaders = [...rawHeaders];
  server.emit("request", sealed, new ServerResponse(sealed));
  expect(sealed.rawHeaders).not.toEqual(rawHeaders);
  const heir = Object.create(sealed) as IncomingMessage;
  expect(evidenceOf(heir).rawHeaders).toEqual(rawHeaders);
  expect(clientIpOf(heir)).toBe("203.0.113.7");
});

describe("a record that another object for the same request adopts", () => {
  it("is its own from then on, unless it has one", () => {
    const [from, to, bound] = [made(), made(), made()];
    adoptRecord(to, from);
    expect(foundRecord(to)).toBeUndefined();
    clientIp("direct")(from);
    clientIp("198.51.100.9")(bound);
    for (const one of [to, bound]) adoptRecord(one, from);
    expect([to, bound].map((one) => clientIpOf(one))).toEqual(["198.51.100.9", undefined]);
    expect(foundRecord(to)).toMatchObject({ owner: to });
  });
});

describe("a copy of a request that gets another resolver", () => {
  it.each<[string, (of: IncomingMessage) => IncomingMessage]>([
    ["Object.create(req)", (of) => Object.create(of) as IncomingMessage],
    ["Object.assign({}, req)", (of) => Object.assign({} as IncomingMessage, of)],
    ["Object.assign(…, req)", (of) => Object.assign(Object.create(IncomingMessage.prototype), of)],
    ["new Proxy(req, {})", (of) => new Proxy(of, {})],
  ])("leaves the request its own: %s", (_made, copyOf) => {
    const own = new IncomingMessage(socket);
    own.rawHeaders = ["X-Forwarded-For", "203.0.113.7"];
    clientIp("direct")(own);
    const copy = copyOf(own);
    expect(clientIpOf(copy)).toBe("198.51.100.9");
    clientIp("198.51.100.9")(copy);
    expect(clientIpOf(copy)).toBe("203.0.113.7");
    expect(clientIpOf(own)).toBe("198.51.100.9");
  });
});
