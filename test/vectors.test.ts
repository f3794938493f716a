import { readdirSync, readFileSync } from "node:fs";
import type { Path, ProxyHeader, Resolver } from "@client-ip/core";
import { createResolver } from "@client-ip/core";
import { decode } from "@client-ip/proxy-protocol";
import { describe, expect, it } from "vitest";

interface Vector {
  readonly id: string;
  readonly path: Path;
  readonly peer: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly preamble?: string;
  readonly expect: { readonly ip: string } | { readonly unresolved: true; readonly why: string };
  readonly truth: string | null;
}

const folder = new URL("../packages/vectors/data/", import.meta.url);
const files = readdirSync(folder).filter(
  (name) => name.endsWith(".jsonl") && name !== "proxy-headers.jsonl",
);

function read(file: string): Vector[] {
  const lines = readFileSync(new URL(file, folder), "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Vector);
}

/**
 * The PROXY headers that a receiver takes off the connection: as many as the path asks for, from
 * whom it asks.
 */
function received(resolver: Resolver, { peer, preamble = "" }: Vector): readonly ProxyHeader[] {
  const proxyProtocol: ProxyHeader[] = [];
  let bytes: Uint8Array = Buffer.from(preamble, "hex");
  while (resolver.expectsProxyHeader({ peer, rawHeaders: [], proxyProtocol })) {
    const found = decode(bytes);
    if (found === undefined) break;
    proxyProtocol.push(found.header);
    bytes = bytes.subarray(found.byteLength);
  }
  return proxyProtocol;
}

/** Joins header lines as Node's http does for names that are not singletons. */
function joined(headers: Vector["headers"]): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    result[key] = key in result ? `${result[key]}, ${value}` : value;
  }
  return result;
}

describe.each(files)("what real proxies sent: %s", (file) => {
  const vectors = read(file);

  it("holds at least one recording", () => {
    expect(vectors.length).toBeGreaterThan(0);
  });

  it.each(vectors.map((vector) => [vector.id, vector] as const))("%s", (_id, vector) => {
    const resolver = createResolver(vector.path);
    const rawHeaders = vector.headers.flat();
    const expected =
      "ip" in vector.expect
        ? { ip: vector.expect.ip, status: "resolved" }
        : { ip: undefined, status: vector.expect.why };

    const connection = { peer: vector.peer, proxyProtocol: received(resolver, vector), rawHeaders };

    const raw = resolver.resolve(connection);
    expect({ ip: raw.ip, status: raw.status }).toEqual(expected);

    const fast = resolver.resolve({ ...connection, headers: joined(vector.headers) });
    expect(fast).toEqual(raw);
    expect(resolver.explain(connection).resolution).toEqual(raw);
    expect(resolver.clientIp(connection)).toBe(raw.ip);
  });
});
