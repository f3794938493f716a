import * as grpc from "@grpc/grpc-js";
import * as fc from "fast-check";
import * as grpc19 from "grpc-js-1.9";
import { describe, expect, it } from "vitest";
import { createResolver, evidenceOfCall, type Evidence } from "../../src/index.ts";
import { thrownBy } from "../support/thrown-by.ts";

/** A service whose only method answers with what `read` finds in the call. */
const serviceOf = (read: (call: grpc.ServerUnaryCall<string, string>) => unknown) => {
  const [serialize, deserialize] = [(text: string) => Buffer.from(text), String];
  return [
    {
      ask: {
        path: "/test/ask",
        requestStream: false,
        responseStream: false,
        requestSerialize: serialize,
        requestDeserialize: deserialize,
        responseSerialize: serialize,
        responseDeserialize: deserialize,
      },
    },
    {
      ask(call: grpc.ServerUnaryCall<string, string>, done: grpc.sendUnaryData<string>) {
        done(null, JSON.stringify(read(call)));
      },
    },
  ] as const;
};

describe.each([
  ["1.9", grpc19],
  ["1", grpc],
])("joined-lines: evidenceOfCall of grpc-js %s", (_version, library) => {
  /** What `read` finds in a call with this metadata, which came over TCP. */
  async function ask(
    lines: readonly (readonly [string, string])[],
    read: (call: grpc.ServerUnaryCall<string, string>) => unknown,
  ): Promise<unknown> {
    const server = new library.Server();
    const [service, methods] = serviceOf(read);
    server.addService(service, methods);
    const port = await new Promise<number>((resolve, reject) => {
      const credentials = library.ServerCredentials.createInsecure();
      server.bindAsync("127.0.0.1:0", credentials, (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    // The newer release starts by itself, and warns of a call.
    if (library === grpc19) server.start();
    const target = `127.0.0.1:${port}`;
    const client = new library.Client(target, library.credentials.createInsecure());
    const metadata = new library.Metadata();
    for (const [name, value] of lines) metadata.add(name, value);
    try {
      return await new Promise<unknown>((resolve, reject) => {
        const { requestSerialize, responseDeserialize } = service.ask;
        client.makeUnaryRequest(
          "/test/ask",
          requestSerialize,
          responseDeserialize,
          "?",
          metadata,
          (error, reply) => (error === null ? resolve(JSON.parse(reply ?? "")) : reject(error)),
        );
      });
    } finally {
      client.close();
      server.forceShutdown();
    }
  }

  const asked = (
    lines: readonly (readonly [string, string])[],
    tells: "x-forwarded-for" | "forwarded",
  ) => {
    const resolver = createResolver({ address: "127.0.0.1", tells });
    return ask(lines, (call) => {
      const { ip, status, peer, port } = resolver.resolve(evidenceOfCall(call));
      return { ip, status, peer, port };
    });
  };

  it("names the client that a proxy reports", async () => {
    const lines = [
      ["x-forwarded-for", "6.6.6.6"],
      ["x-forwarded-for", "203.0.113.7"],
    ] as const;
    expect(await asked(lines, "x-forwarded-for")).toEqual({
      ip: "203.0.113.7",
      status: "resolved",
      peer: "127.0.0.1",
    });
  });

  it("refuses what joined lines do not tell", async () => {
    const lines = [
      ["forwarded", 'for="6.6.6.6'],
      ["forwarded", "for=203.0.113.7"],
    ] as const;
    expect(await asked(lines, "forwarded")).toMatchObject({ status: "ambiguous" });
  });

  it("has the peer and its port, and text alone", async () => {
    const evidence = (await ask([["a", "b"]], (call) => evidenceOfCall(call))) as Evidence;
    expect(evidence).toMatchObject({ peer: "127.0.0.1", joined: true });
    expect(evidence.peerPort).toBeGreaterThan(0);
    expect(evidence.rawHeaders).toEqual(expect.arrayContaining(["a", "b"]));
  });
});

/** A call with this peer and metadata. */
const callOf = (peer: string, values: Readonly<Record<string, readonly unknown[]>> = {}) => ({
  getPeer: () => peer,
  metadata: { getMap: () => values, get: (name: string) => values[name] ?? [] },
});

describe("evidenceOfCall", () => {
  it("reads each address with its port as grpc-js writes it", () => {
    const address = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.ipV6().map((one) => `${one}%eth0`),
    );
    fc.assert(
      fc.property(address, fc.integer({ min: 1, max: 65_535 }), (peer, peerPort) => {
        const evidence = evidenceOfCall(callOf(`${peer}:${peerPort}`));
        expect(evidence).toMatchObject({ peer, peerPort });
      }),
    );
  });

  it("never throws for a call, whatever its peer and its metadata", () => {
    const resolver = createResolver({ address: "any", tells: "forwarded" });
    const metadata = fc.dictionary(fc.string(), fc.array(fc.string()));
    fc.assert(
      fc.property(fc.string(), metadata, (peer, values) => {
        const { status } = resolver.resolve(evidenceOfCall(callOf(peer, values)));
        expect(status).not.toBe("resolved");
      }),
    );
  });

  it.each([
    ["unknown", undefined, undefined],
    ["unknown", "unix", "unix"],
    ["127.0.0.1", undefined, "127.0.0.1"],
    ["2001:db8::7", undefined, "2001:db8::7"],
    ["127.0.0.1:123456", undefined, "127.0.0.1:123456"],
    ["127.0.0.1:80 ", undefined, "127.0.0.1:80 "],
  ] as const)("of the peer %s, listening at %s, has the peer %s", (text, listener, peer) => {
    expect(evidenceOfCall(callOf(text), listener)).toEqual({
      peer,
      rawHeaders: [],
      joined: true,
      authority: undefined,
    });
  });

  it("leaves binary metadata out, and has the host of newer releases", () => {
    const values = { "a-bin": [Buffer.from("1.2.3.4")], b: ["c", "d"] };
    const evidence = evidenceOfCall({ ...callOf("unknown", values), getHost: () => "a.example" });
    expect(evidence.rawHeaders).toEqual(["a-bin", "", "b", "c, d"]);
    expect(evidence.authority).toBe("a.example");
  });

  it.each([undefined, {}, { getPeer() {} }, { getPeer() {}, metadata: { getMap() {} } }])(
    "refuses what is no call: %j",
    (call) => {
      expect(thrownBy(() => evidenceOfCall(call as never))).toMatchObject({
        code: "config-type",
        expected: "a call of @grpc/grpc-js",
      });
    },
  );
});
