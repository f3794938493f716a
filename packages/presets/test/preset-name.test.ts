import { describe, expect, expectTypeOf, it } from "vitest";
import { type PresetName, presets } from "../src/index.ts";
import type { Kebab } from "../src/preset-name.ts";

describe("the names of presets", () => {
  it("are those of the registry, in camel and kebab case", () => {
    const names: readonly PresetName[] = ["awsAlb", "aws-alb", "nginx", "iis-arr"];
    expect(Object.keys(presets)).toEqual(expect.arrayContaining(["awsAlb", "nginx", "iisArr"]));
    expect(names).toHaveLength(4);
    expectTypeOf<Extract<PresetName, "aws-Alb" | "AwsAlb" | "no-such-preset">>().toBeNever();
  });

  it("are written in kebab case as text writes them", () => {
    expectTypeOf<Kebab<"azureFrontDoor">>().toEqualTypeOf<"azure-front-door">();
    expectTypeOf<Kebab<"nginx">>().toEqualTypeOf<"nginx">();
  });
});
