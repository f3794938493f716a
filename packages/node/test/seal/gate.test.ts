import type { IncomingMessage } from "node:http";
import { expect, it } from "vitest";
import { bindResolver, gateOf, rejectionOf } from "../../src/adapter.ts";
import { createResolver, diagnostics } from "../../src/index.ts";
import { requestOf } from "./serving.ts";

const TOKEN = "t".repeat(32);
const ENDPOINT = diagnostics({ token: TOKEN });

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

it.each([{ onUnresolved: "reject" }, { diagnostics: ENDPOINT }] as const)(
  "options of a seal are refused beside it: %j",
  (beside) => {
    const seal = { onUnresolved: "reject", keep: [] } as const;
    expect(() => gateOf("loopback", { seal, ...beside })).toThrow(
      expect.objectContaining({
        code: "seal-options",
        given: "onUnresolved, health or diagnostics beside seal",
      }),
    );
  },
);

it.each([
  [{ seal: "reject" }, 'seal: "reject"', "seal: an object with onUnresolved"],
  [{ onUnresolved: "peer" }, 'onUnresolved: "peer"', 'onUnresolved: "reject"'],
])("a wrong value of an option is refused: %j", (options, given, expected) => {
  expect(() => gateOf("loopback", options as object)).toThrow(
    expect.objectContaining({ code: "seal-options", given, expected }),
  );
});

const refused = (options: unknown) => () => gateOf("loopback", options as object);

it("the other options are those of the path", () => {
  const bad = expect.objectContaining({ code: "bad-field" });
  expect(refused({ onUnresolved: "reject", reserved: 5 })).toThrow(bad);
  expect(refused("reject")).toThrow(expect.objectContaining({ code: "config-type" }));
  const resolver = createResolver("loopback");
  expect(gateOf(resolver, { onUnresolved: "reject" }).resolver).toBe(resolver);
});

it("the answers are compared before the headers are sealed", () => {
  const heard: unknown[] = [];
  const gate = gateOf<IncomingMessage>("loopback", {
    seal: { onUnresolved: "reject", keep: [] },
    compare: ({ headers }) => String(headers["x-real-ip"]),
    onDifference: ({ before, after }) => heard.push([before, after]),
  });
  const admits = (...raw: string[]) => {
    return gate.admits(requestOf([...raw, "X-Real-IP", "6.6.6.6"], "127.0.0.1"));
  };
  expect([admits("X-Forwarded-For", "203.0.113.7"), admits()]).toEqual([true, false]);
  expect(heard).toEqual([
    ["6.6.6.6", "203.0.113.7"],
    ["6.6.6.6", undefined],
  ]);
});

it.each([{}, { onUnresolved: "reject" } as const])(
  "diagnostics answers a client that is known, beside %j",
  (beside) => {
    const gate = gateOf("direct", { ...beside, diagnostics: ENDPOINT });
    const req = requestOf(["Client-IP-Token", TOKEN], "127.0.0.1");
    Object.assign(req, { method: "GET", url: "/client-ip-diagnostics" });
    bindResolver(req, gate.resolver);
    expect(gate.admits(req)).toBe(false);
    expect(rejectionOf(req).status).toBe(200);
  },
);
