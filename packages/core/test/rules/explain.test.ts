import type { Hop } from "@client-ip/core";
import { createResolver, Explanation } from "@client-ip/core";
import { describe, expect, it } from "vitest";
import type { Lines } from "./ask.ts";
import { joined, raw } from "./ask.ts";

const CLIENT = "203.0.113.7";
const cdn: Hop = { name: "cdn", address: "198.51.100.0/24", tells: "x-forwarded-for" };
const alb: Hop = { name: "alb", address: "10.0.1.0/24", tells: "x-forwarded-for" };
const ESCAPE = "\u001B[";

function why(path: Hop[], peer: string | undefined, lines: Lines = {}) {
  const resolver = createResolver(path);
  const explanation = resolver.explain(joined(peer, lines));
  expect(explanation).toBeInstanceOf(Explanation);
  expect(explanation.resolution).toEqual(resolver.resolve(raw(peer, lines)));
  return explanation;
}

describe("section 2: explain", () => {
  const walked = () =>
    why([cdn, alb], "10.0.1.9", {
      "X-Forwarded-For": ["6.6.6.6", `${CLIENT}, 198.51.100.4`],
    });

  it("gives the walk as steps: hop, header, line, element and rule", () => {
    const { steps } = walked();
    for (const { rule, cursor, event } of steps) {
      expect(rule).not.toBe("");
      expect(cursor).not.toBe("");
      expect(event).not.toBe("");
    }
    const told = steps.filter(({ header }) => header === "x-forwarded-for");
    expect(told).toMatchObject([
      { hop: "alb", line: 2, element: "198.51.100.4", cursor: "198.51.100.4" },
      { hop: "cdn", line: 2, element: CLIENT, cursor: CLIENT },
    ]);
    expect(steps[0]).toMatchObject({ cursor: "10.0.1.9" });
    expect(steps.map(({ hop }) => hop).filter(Boolean)).toEqual(["alb", "alb", "cdn", "cdn"]);
  });

  it("says which line an element is of, the first on the wire being 1", () => {
    const { steps } = why([cdn, alb], "10.0.1.9", { "X-Forwarded-For": [CLIENT, "198.51.100.4"] });
    expect(steps.filter(({ header }) => header !== undefined)).toMatchObject([
      { hop: "alb", line: 2, element: "198.51.100.4" },
      { hop: "cdn", line: 1, element: CLIENT },
    ]);
  });

  it.each<[Hop["tells"], Lines, string]>([
    [{ value: "X-Real-IP" }, { "X-Real-IP": CLIENT }, "x-real-ip"],
    ["forwarded", { Forwarded: `for=${CLIENT}` }, "forwarded"],
    [{ list: "X-Chain" }, { "X-Chain": CLIENT }, "x-chain"],
    [
      { value: "x-envoy-external-address" },
      { "x-envoy-external-address": CLIENT, "X-Forwarded-For": CLIENT },
      "x-envoy-external-address",
    ],
  ])("of %j too", (tells, lines, header) => {
    const { steps } = why([{ ...alb, tells }], "10.0.1.9", lines);
    expect(steps.at(-1)).toMatchObject({ hop: "alb", header, line: 1, cursor: CLIENT });
    expect(steps.at(-1)?.element).toContain(CLIENT);
  });

  it("in words: hops, header, element, answer and proof", () => {
    const text = walked().toString();
    for (const word of [
      "10.0.1.9",
      "alb",
      "cdn",
      "x-forwarded-for",
      "198.51.100.4",
      CLIENT,
      "address",
    ]) {
      expect(text).toContain(word);
    }
    expect(text).not.toContain("6.6.6.6");
    expect(text).not.toContain(ESCAPE);
    expect(text.split("\n").length).toBeGreaterThan(3);
  });

  it("as JSON", () => {
    const explanation = walked();
    const parsed = JSON.parse(JSON.stringify(explanation)) as unknown;
    expect(parsed).toMatchObject({
      resolution: { ip: CLIENT, status: "resolved", via: ["cdn", "alb"] },
      steps: structuredClone(explanation.steps),
    });
  });

  it("in color: the same words", () => {
    const explanation = walked();
    const color = explanation.toColor();
    expect(color).toContain(ESCAPE);
    const plain = color
      .split(ESCAPE)
      .map((part, index) => (index === 0 ? part : part.replace(/^\d*m/, "")));
    expect(plain.join("")).toBe(explanation.toString());
    for (const word of ["alb", "cdn", CLIENT]) expect(color).toContain(word);
  });

  it.each<[string, Hop[], string | undefined, Lines]>([
    ["no-peer", [alb], undefined, {}],
    ["missing", [alb], "10.0.1.9", {}],
    ["malformed", [alb], "10.0.1.9", { "X-Forwarded-For": "junk" }],
    ["hidden", [{ ...alb, tells: "nothing" }], "10.0.1.9", {}],
    ["unproven", [cdn, alb], "198.51.100.4", {}],
    ["bypassed", [{ ...cdn, required: true }], "192.0.2.1", {}],
  ])("says why there is no client: %s", (status, path, peer, lines) => {
    const explanation = why(path, peer, lines);
    for (const text of [
      explanation.toString(),
      explanation.toColor(),
      JSON.stringify(explanation),
    ]) {
      expect(text).toContain(status);
    }
  });

  it("shows what was malformed", () => {
    expect(
      why([alb], "10.0.1.9", { "X-Forwarded-For": `${CLIENT}, 1.2.3.04` }).toString(),
    ).toContain("1.2.3.04");
  });

  it("says which hops kept the address, which were not recognized, and which entry point was tried", () => {
    const dnat: Hop = { name: "dnat", tells: "source-address" };
    expect(why([cdn, dnat], "198.51.100.4", { "X-Forwarded-For": CLIENT }).toString()).toContain(
      "dnat",
    );
    expect(why([cdn, alb], "192.0.2.1").toString()).toContain("alb");
    const resolver = createResolver({ oneOf: [cdn, alb] });
    const { steps } = resolver.explain(joined("10.0.1.9", { "X-Forwarded-For": CLIENT }));
    expect(steps.filter(({ event }) => event === "entry-point").map(({ hop }) => hop)).toContain(
      "alb",
    );
  });

  it("says warnings", () => {
    const text = why([cdn], "10.9.0.5", { "X-Forwarded-For": CLIENT }).toString();
    expect(text).toContain("unrecognized-proxy");
    expect(why([cdn], "10.9.0.5").toString()).not.toContain("unrecognized-proxy");
  });

  it("names the entry point that was entered", () => {
    const resolver = createResolver({ oneOf: [cdn, { ...alb, name: "back entry point" }] });
    const text = resolver.explain(joined("10.0.1.9", { "X-Forwarded-For": CLIENT })).toString();
    expect(text).toContain("back entry point");
  });

  it("explains also where nothing is configured", () => {
    const resolver = createResolver();
    expect(
      resolver.explain(joined("10.1.2.3", { "X-Forwarded-For": "6.6.6.6" })).toString(),
    ).toContain("unconfigured");
    expect(resolver.explain(joined(CLIENT)).toString()).toContain(CLIENT);
  });
});
