import { createResolver, type Path } from "@client-ip/core";
import { files, type Vector, vectors as recorded } from "@client-ip/vectors";
import { describe, expect, it } from "vitest";
import { takeProxyHeaders } from "../packages/cli/src/request-text/with-proxy-headers.ts";

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
  const vectors = recorded(file);

  it("holds at least one recording", () => {
    expect(vectors.length).toBeGreaterThan(0);
  });

  it.each(vectors.map((vector) => [vector.id, vector] as const))("%s", (_id, vector) => {
    const resolver = createResolver(vector.path as unknown as Path);
    const rawHeaders = vector.headers.flat();
    const expected =
      "ip" in vector.expect
        ? { ip: vector.expect.ip, status: "resolved" }
        : { ip: undefined, status: vector.expect.why };

    const evidence = { peer: vector.peer, rawHeaders };
    const bytes = Buffer.from(vector.preamble ?? "", "hex");
    const { proxyProtocol } = takeProxyHeaders(evidence, bytes, resolver);
    const connection = { ...evidence, proxyProtocol };

    const raw = resolver.resolve(connection);
    expect({ ip: raw.ip, status: raw.status }).toEqual(expected);

    const fast = resolver.resolve({ ...connection, headers: joined(vector.headers) });
    expect(fast).toEqual(raw);
    expect(resolver.explain(connection).resolution).toEqual(raw);
    expect(resolver.clientIp(connection)).toBe(raw.ip);
  });
});
