import { describe, expect, it } from "vitest";
import { createResolver, type Evidence } from "../../src/index.ts";
import { thrownBy } from "../support/thrown-by.ts";

const resolver = createResolver("loopback");
const real = createResolver({ address: "loopback", tells: { value: "x-real-ip" } });

describe("wrong-object: evidence", () => {
  it.each<[unknown, string]>([
    [undefined, "undefined"],
    [null, "null"],
    [{}, "an object"],
    ["127.0.0.1", "text"],
    [["X-Forwarded-For", "203.0.113.7"], "an array"],
    [{ peer: "127.0.0.1" }, "an object"],
    [{ peer: 1, rawHeaders: [] }, "an object"],
    [{ peer: "127.0.0.1", rawHeaders: {} }, "an object"],
  ])("says what %j is and what it needs", (given, kind) => {
    const evidence = given as Evidence;
    const calls = [resolver, real].flatMap((one) => [
      () => one.explain(evidence),
      () => one.resolve(evidence),
      () => one.clientIp(evidence),
      () => one.expectsProxyHeader(evidence),
      () => one.clientCert(evidence),
    ]);
    for (const call of calls) {
      expect(thrownBy(call)).toMatchObject({
        code: "config-type",
        given: `${kind} in place of evidence`,
        remedy: "Write { peer: '127.0.0.1', rawHeaders: ['X-Forwarded-For', '203.0.113.7'] }.",
      });
    }
  });

  it.each(["203.0.113.9", "10.0.0.9"])("explains none of %s without header lines", (peer) => {
    const evidence = { peer } as Evidence;
    expect(thrownBy(() => resolver.explain(evidence)).code).toBe("config-type");
  });

  it("says so, too, where header lines are looked for behind the walk", () => {
    const evidence = { peer: "10.0.0.9" } as Evidence;
    expect(thrownBy(() => resolver.resolve(evidence)).code).toBe("config-type");
    const strict = createResolver("loopback", { onProbableProxy: "unresolved" });
    expect(thrownBy(() => strict.clientIp(evidence)).code).toBe("config-type");
  });

  it("leaves an error alone that evidence does not explain", () => {
    const evidence: Evidence = {
      peer: "127.0.0.1",
      rawHeaders: [],
      get headers(): never {
        throw new RangeError("a getter");
      },
    };
    expect(() => resolver.resolve(evidence)).toThrow(RangeError);
    expect(() => resolver.clientIp(evidence)).toThrow(RangeError);
  });

  it("takes a request whose connection is closed", () => {
    const { resolution } = resolver.explain({ peer: undefined, rawHeaders: [] });
    expect(resolution.status).toBe("no-peer");
  });
});
