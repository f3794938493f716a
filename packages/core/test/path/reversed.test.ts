import { describe, expect, it } from "vitest";
import { refusal } from "../support/ask.ts";
import type { Config, Hop } from "../../src/index.ts";
import { createResolver } from "../../src/index.ts";

const nginx: Hop = { name: "nginx", address: "loopback", tells: "x-forwarded-for" };
const lb: Hop = { name: "lb", address: "10.0.1.1", tells: "x-forwarded-for" };
const edge: Hop = { name: "edge", address: "198.51.100.1", tells: { value: "x-real-ip" } };
const secret = { header: "x-origin", value: "correct-horse-battery-staple" };
const cdn: Hop = { ...edge, name: "cdn", shared: true };
const more = (hop: Hop): Hop => ({ ...hop, name: "more" });
const keeps: Hop = { name: "keeps", tells: "source-address" };

describe("reversed-path: the order is named before what follows from it", () => {
  it.each<[string, Config, string]>([
    ["a CDN without a secret inside nginx", [nginx, cdn], "cdn > nginx"],
    ["a CDN with one", [nginx, { ...cdn, secret }], "cdn > nginx"],
    ["a CDN inside a balancer", [lb, { ...cdn, secret }], "cdn > lb"],
    [
      "a CDN that appends, as nginx does",
      [nginx, { ...lb, name: "cdn", shared: true }],
      "cdn > nginx",
    ],
    ["loopback outside another machine", [nginx, edge], "edge > nginx"],
    ["three hops", [nginx, lb, cdn], "cdn > lb > nginx"],
  ])("reversed-path: %s", (_which, config, order) => {
    const error = refusal(config);
    expect(error.code).toBe("reversed-path");
    expect(error.remedy).toContain(
      `The path looks reversed. Write it the other way round: "${order}".`,
    );
  });

  it("reversed-path: shows a path in text as text, with all that it says", () => {
    const presets = { nginx: (): Hop => nginx, cdn: (): Hop => ({ ...cdn, secret }) };
    expect(
      refusal("nginx 127.0.0.2 x=1>cdn secret=env:S > app", { presets, env: { S: "s" } }),
    ).toMatchObject({
      code: "reversed-path",
      remedy: expect.stringContaining("'cdn secret=env:S > nginx 127.0.0.2 x=1 > app'"),
    });
  });

  it("reversed-path: names the outermost of several such hops", () => {
    expect(refusal([nginx, cdn, more(cdn)]).given).toBe('a CDN inside another hop ("cdn")');
    expect(refusal([nginx, more(nginx), edge]).given).toContain('another machine ("nginx")');
  });

  it("reversed-path: says what to do if the order is right", () => {
    expect(refusal([nginx, edge]).remedy).toMatch(/If the order is right: Let both tell/);
  });

  it.each<[string, Config, string]>([
    [
      "of the hop alone",
      [
        { ...nginx, xfcc: "last" },
        { address: "any", tells: "x-forwarded-for", repeat: true },
      ],
      "xfcc-not-innermost",
    ],
    ["of one field", [{ ...nginx, repeat: true, secret }, cdn], "repeat-with-proof"],
    ["in the right order", [cdn, nginx], "shared-hop-unproven"],
    ["outside a hop that cannot be seen", [keeps, cdn], "shared-hop-unproven"],
    ["two hops that are not local", [lb, edge], "list-outside-value"],
  ])("reversed-path: another error stays: %s", (_which, config, code) => {
    expect(refusal(config).code).toBe(code);
  });

  it("reversed-path: without another error it is the first finding", () => {
    const wide: Hop[] = [
      { ...lb, address: "10.0.0.0/8" },
      { ...lb, name: "cdn", address: "198.51.100.0/24", shared: true, secret },
    ];
    expect(createResolver(wide).findings.map(({ code }) => code)).toEqual([
      "shared-not-outermost",
      "wide-private-range",
    ]);
    const local: Hop[] = [
      { ...lb, address: "10.0.0.0/8" },
      nginx,
      { ...lb, address: "10.0.0.0/8" },
    ];
    expect(createResolver(local).findings.map(({ code }) => code)).toEqual([
      "loopback-not-innermost",
      "wide-private-range",
    ]);
  });
});
