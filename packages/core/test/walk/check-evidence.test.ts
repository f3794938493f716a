import { describe, expect, it } from "vitest";
import { createResolver, type Evidence } from "../../src/index.ts";
import { thrownBy } from "../support/thrown-by.ts";

const resolver = createResolver("loopback");

describe("wrong-object: explain()", () => {
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
    const error = thrownBy(() => resolver.explain(given as Evidence));
    expect(error).toMatchObject({
      code: "config-type",
      given: `${kind} in place of evidence`,
      remedy:
        "Write explain({ peer: '127.0.0.1', rawHeaders: ['X-Forwarded-For', '203.0.113.7'] }).",
    });
  });

  it("takes a request whose connection is closed", () => {
    const { resolution } = resolver.explain({ peer: undefined, rawHeaders: [] });
    expect(resolution.status).toBe("no-peer");
  });
});
