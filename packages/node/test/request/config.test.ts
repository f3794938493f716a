import { describe, expect, expectTypeOf, it } from "vitest";
import { type Config, createResolver } from "../../src/index.ts";

describe("the names that an editor completes in clientIp", () => {
  it("are those of presets and ranges, beside any text", () => {
    const given = ["aws-alb", "awsAlb", "nginx", "direct", "loopback"] as const;
    expectTypeOf<Extract<Config, (typeof given)[number]>>().toEqualTypeOf<(typeof given)[number]>();
    expectTypeOf("hops=2").toExtend<Config>();
    expect(() => createResolver("direct" satisfies Config)).not.toThrow();
  });
});
