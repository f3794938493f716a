import { describe, expect, it } from "vitest";
import type { Lines } from "../support/ask.ts";
import { joined, raw } from "../support/ask.ts";
import type { Evidence, Hop } from "../../src/index.ts";
import { Explanation, createResolver } from "../../src/index.ts";

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

const cursorsOf = (path: Hop[], evidence: Partial<Evidence>) =>
  createResolver(path)
    .explain({ peer: "10.0.1.9", rawHeaders: [], ...evidence })
    .steps.map(({ cursor }) => cursor);

const inner: Hop = { name: "inner", address: "10.0.0.0/8", tells: "x-forwarded-for", repeat: true };

describe("explain-same-walk: the explanation of an answer", () => {
  it("explain-same-walk: names no line where only joined headers were given", () => {
    const headers = { "x-forwarded-for": `6.6.6.6, ${CLIENT}` };
    const { steps } = createResolver(alb).explain({ peer: "10.0.1.9", rawHeaders: [], headers });
    const reported = steps.filter(({ event }) => event === "reported");
    expect(reported).toMatchObject([{ hop: "alb", element: CLIENT }]);
    expect(reported[0]).not.toHaveProperty("line");
  });

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
    const reported = steps.filter(({ header }) => header === "x-forwarded-for");
    expect(reported).toMatchObject([
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

  it("says it of many short lines, and of an element that is empty", () => {
    const short = Array.from({ length: 20 }, () => "fd00::1");
    const range: Hop = { ...inner, address: "fd00::/8" };
    const { steps } = why([range], "fd00::2", { "X-Forwarded-For": short });
    const lines = steps.flatMap(({ line }) => line ?? []);
    expect(lines).toEqual(Array.from({ length: 20 }, (_, index) => 20 - index));
    const empty = why([inner], "10.0.0.1", { "X-Forwarded-For": ["a", "b,", "10.0.0.2"] });
    expect(empty.steps.at(-1)).toMatchObject({ rule: "is malformed", line: 2, element: "" });
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
  ])("names header and line of a hop that tells %j", (tells, lines, header) => {
    const { steps } = why([{ ...alb, tells }], "10.0.1.9", lines);
    expect(steps.at(-1)).toMatchObject({ hop: "alb", header, line: 1, cursor: CLIENT });
    expect(steps.at(-1)?.element).toContain(CLIENT);
  });

  it("says hops, header, element, answer and proof in words", () => {
    const text = walked().toString();
    for (const word of [
      "10.0.1.9",
      "alb",
      "cdn",
      "X-Forwarded-For",
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

  it("is the same walk as JSON", () => {
    const explanation = walked();
    const parsed = JSON.parse(JSON.stringify(explanation)) as unknown;
    expect(parsed).toMatchObject({
      resolution: { ip: CLIENT, status: "resolved", via: ["cdn", "alb"] },
      steps: structuredClone(explanation.steps),
    });
  });

  it("says the same words in color", () => {
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

  it("shows the element that was malformed", () => {
    expect(
      why([alb], "10.0.1.9", { "X-Forwarded-For": `${CLIENT}, 1.2.3.04` }).toString(),
    ).toContain("1.2.3.04");
  });

  it("says which hops kept the address, which were not recognized, and which entry point was tried", () => {
    const dnat: Hop = { name: "dnat", tells: "source-address" };
    const passed = why([cdn, dnat], "198.51.100.4", { "X-Forwarded-For": CLIENT });
    expect(passed.toString()).toContain("dnat");
    expect(passed.steps[1]).toMatchObject({ event: "passed", hop: "dnat" });
    expect(why([cdn, alb], "192.0.2.1").toString()).toContain("alb");
    const resolver = createResolver({ oneOf: [cdn, alb] });
    const { steps } = resolver.explain(joined("10.0.1.9", { "X-Forwarded-For": CLIENT }));
    expect(steps.filter(({ event }) => event === "entry-point").map(({ hop }) => hop)).toContain(
      "alb",
    );
  });

  it("says the warnings of the answer", () => {
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

describe("explain-same-walk: the steps of an explanation", () => {
  it("say of each proxy of a range that it was recognized, and what it reported", () => {
    const { steps } = createResolver(inner).explain(
      joined("10.0.0.1", { "X-Forwarded-For": ["203.0.113.7, 10.0.0.3", "10.0.0.2"] }),
    );
    expect(steps.map(({ event, cursor, rule, line }) => [event, cursor, rule, line])).toEqual([
      ["peer", "10.0.0.1", "the socket's peer", undefined],
      ["recognized", "10.0.0.1", "by its address", undefined],
      ["reported", "10.0.0.2", "reports its peer", 2],
      ["recognized", "10.0.0.2", "by its address, again", undefined],
      ["reported", "10.0.0.3", "reports its peer", 1],
      ["recognized", "10.0.0.3", "by its address, again", undefined],
      ["reported", "203.0.113.7", "reports its peer", 1],
    ]);
  });

  it("name the PROXY header that was read, by version, and one that is missing", () => {
    const resolver = createResolver({ name: "lb", address: "10.0.0.1", tells: "proxy-protocol" });
    const header = {
      version: 2,
      command: "PROXY",
      family: "INET",
      transport: "STREAM",
      source: { address: "203.0.113.7", port: 40_001 },
      tlvs: [],
    } as const;
    const reported = (proxyProtocol: Evidence["proxyProtocol"]): string => {
      const evidence = { peer: "10.0.0.1", rawHeaders: [], proxyProtocol };
      return String(resolver.explain(evidence)).split("\n")[2] ?? "";
    };
    expect(reported(header)).toBe("lb: PROXY v2 reports 203.0.113.7");
    expect(reported({ ...header, version: 1 })).toBe("lb: PROXY v1 reports 203.0.113.7");
    expect(reported({ ...header, command: "LOCAL" })).toMatch(
      /^lb: PROXY v2 .*LOCAL.*"203\.0\.113\.7"$/,
    );
    expect(reported(undefined)).toBe("lb sent no PROXY header");
  });
});

it("shows no element where a list had no more", () => {
  const rawHeaders = ["X-Forwarded-For", "10.0.0.2"];
  const { steps } = createResolver(inner).explain({ peer: "10.0.0.1", rawHeaders });
  expect(steps.at(-1)).toMatchObject({ rule: "has no more elements", cursor: "10.0.0.2" });
  expect(steps.at(-1)).not.toHaveProperty("element");
});

it("names the header in which the scheme was not found", () => {
  const hop: Hop = { ...alb, proto: "x-forwarded-proto" };
  const { steps } = why([hop], "10.0.1.9", { "X-Forwarded-For": CLIENT });
  const rule = "proto is not known: X-Forwarded-Proto is absent";
  const header = "x-forwarded-proto";
  expect(steps.at(-1)).toMatchObject({ event: "untold", hop: "alb", header, rule });
  const junk = why([hop], "10.0.1.9", { "X-Forwarded-For": CLIENT, "X-Forwarded-Proto": "junk" });
  expect(junk.steps.at(-1)?.rule).toBe("proto is not known: X-Forwarded-Proto cannot be read");
});

it("names none where an inner hop may have written it", () => {
  const path: Hop[] = [cdn, { ...alb, proto: "x-forwarded-proto" }];
  const { steps } = why(path, "10.0.1.9", { "X-Forwarded-For": `${CLIENT}, 198.51.100.4` });
  expect(steps.at(-1)?.event).toBe("untold");
  expect(steps.at(-1)).not.toHaveProperty("header");
});

it("names no header and no element of a hop that tells nothing", () => {
  const secret = { header: "X-Key", value: "correct-horse-battery" };
  const { steps } = why([{ ...alb, secret, tells: "nothing" }], "10.0.1.9", {
    "X-Key": secret.value,
  });
  expect(steps.at(-1)).toStrictEqual({
    event: "reported",
    hop: "alb",
    result: "hidden",
    rule: "hides its peer",
    cursor: "hidden",
  });
});

it("tells programs what a hop reported, and which field is told, without words", () => {
  const path: Hop = { ...alb, proto: "x-forwarded-proto" };
  const resultOf = (headers: Record<string, string>) =>
    why([path], "10.0.1.9", headers).steps.map(({ result, field }) => result ?? field);
  expect(resultOf({ "X-Forwarded-For": CLIENT })).toEqual([
    undefined,
    undefined,
    "address",
    "proto",
  ]);
  expect(resultOf({}).at(-1)).toBe("absent");
  expect(resultOf({ "X-Forwarded-For": "junk" }).at(-1)).toBe("malformed");
  const two: Hop = { ...alb, tells: { list: "x-forwarded-for", appends: 2 } };
  const { steps } = why([two], "10.0.1.9", { "X-Forwarded-For": CLIENT });
  expect(steps.at(-1)).toMatchObject({ result: "missing", rule: "has too few elements" });
});

it("does not show what is too long", () => {
  const balancer = { name: "lb", address: "10.0.0.1", tells: { value: "x-real-ip" } } as const;
  const rawHeaders = ["X-Real-IP", "1".repeat(4_097)];
  const { steps } = createResolver(balancer).explain({ peer: "10.0.0.1", rawHeaders });
  const reported = steps.filter(({ event }) => event === "reported");
  expect(reported.map(({ hop, element }) => [hop, element])).toEqual([["lb", undefined]]);
});

it("says where the walk is after a unix socket, and after a connection of the proxy's own", () => {
  const local: Evidence["proxyProtocol"] = {
    version: 2,
    command: "LOCAL",
    family: "UNSPEC",
    transport: "UNSPEC",
    tlvs: [],
  };
  const lists = { rawHeaders: ["X-Forwarded-For", `${CLIENT}, unix:`] };
  expect(cursorsOf([{ ...cdn, address: "unix" }, alb], lists).slice(2, 4)).toEqual([
    "unix",
    "unix",
  ]);
  const nlb: Hop = { ...alb, tells: "proxy-protocol" };
  expect(cursorsOf([nlb], { proxyProtocol: local }).at(-1)).toBe("10.0.1.9");
});

describe("what else a resolver and its explanation say", () => {
  const nlb: Hop = { name: "nlb", address: "10.0.0.2", tells: "proxy-protocol" };
  const edge: Hop = { name: "edge", address: "192.0.2.1", tells: "proxy-protocol" };
  const lb: Hop = { name: "lb", address: "10.0.0.1", tells: "x-forwarded-for" };

  it("proxyHops is the number of PROXY hops of the longest way", () => {
    expect(createResolver().proxyHops).toBe(0);
    expect(createResolver("direct").proxyHops).toBe(0);
    expect(createResolver(lb).proxyHops).toBe(0);
    expect(createResolver([lb, nlb]).proxyHops).toBe(1);
    expect(createResolver([edge, nlb]).proxyHops).toBe(2);
    expect(createResolver({ oneOf: [lb, [edge, nlb]] }).proxyHops).toBe(2);
  });

  it("an explanation says nothing of a peer that is none", () => {
    for (const peer of [undefined, "no address"]) {
      expect(createResolver(lb).explain(raw(peer)).steps).toEqual([]);
    }
    expect(createResolver(lb).explain(raw("unix")).steps[0]?.cursor).toBe("unix");
  });

  it("an explanation says how much of a list the walk left unread", () => {
    const resolver = createResolver([
      lb,
      { name: "list", address: "10.0.0.3", tells: { list: "x-list" } },
    ]);
    const unread = (peer: string, xff: string, list: string) =>
      resolver.explain(joined(peer, { "X-Forwarded-For": xff, "X-List": list })).unread;
    expect(unread("10.0.0.3", "6.6.6.6, 203.0.113.7", "7.7.7.7,10.0.0.1")).toEqual([
      { header: "x-forwarded-for", characters: 7 },
      { header: "x-list", characters: 7 },
    ]);
    expect(unread("10.0.0.3", "203.0.113.7", "7,10.0.0.1")).toEqual([
      { header: "x-list", characters: 1 },
    ]);
    expect(unread("10.0.0.3", ",203.0.113.7", "10.0.0.1")).toEqual([]);
    expect(unread("192.0.2.9", "6.6.6.6", "7.7.7.7")).toEqual([]);
    expect(resolver.explain(joined("10.0.0.3", {})).unread).toEqual([]);
  });
});
