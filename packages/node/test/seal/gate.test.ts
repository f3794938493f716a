import { expect, it } from "vitest";
import { gateOf } from "../../src/adapter.ts";
import { diagnostics } from "../../src/index.ts";

const WRONG: readonly [options: object, remedy: string][] = [
  [{ onUnresolvd: "reject" }, 'Write "onUnresolved".'],
  [{ heath: ["/healthz"] }, 'Write "health".'],
  [{ onDiference: () => {} }, 'Write "onDifference".'],
  [{ atleast: "address" }, 'Write "atLeast".'],
  [{ keep: [] }, "Remove it, or check its spelling."],
];

it.each(WRONG)("known-fields-only: clientIp's options %j are refused: %s", (options, remedy) => {
  const expected =
    "one of seal, onUnresolved, health, diagnostics, compare, onDifference, " +
    "reserved, atLeast, onProbableProxy, accept, presets, knownWords, env, networks";
  expect(() => gateOf("loopback", options)).toThrow(
    expect.objectContaining({
      code: "unknown-field",
      given: `the field "${Object.keys(options)[0]}" of a clientIp() call's options`,
      expected,
      remedy,
    }),
  );
});

it.each([
  { onUnresolved: "reject" },
  { diagnostics: diagnostics({ token: "t".repeat(32) }) },
] as const)("options of a seal are refused beside it: %j", (beside) => {
  const seal = { onUnresolved: "reject", keep: [] } as const;
  expect(() => gateOf("loopback", { seal, ...beside })).toThrow(
    expect.objectContaining({
      code: "seal-options",
      given: "onUnresolved, health or diagnostics beside seal",
    }),
  );
});
