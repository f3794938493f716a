import { describe, expect, it } from "vitest";
import { ask } from "../support/ask.ts";
import type { Hop } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const hop: Hop = { name: "proxy", address: "10.0.0.1", tells: "x-forwarded-for" };
const range: Hop = { name: "range", address: "10.0.0.0/8", tells: "x-forwarded-for", repeat: true };
const list = (path: Hop | Hop[], values: string | string[]) =>
  ask(path, "10.0.0.1", { "X-Forwarded-For": values });
const unresolved = (status: string) => ({ ip: undefined, source: undefined, status });

describe("repeat-range: a repeat hop in a walk", () => {
  it("walks one or more proxies of its range", () => {
    expect(list(range, `6.6.6.6, ${CLIENT}`)).toMatchObject({ ip: CLIENT, via: ["range"] });
    expect(list(range, `6.6.6.6, ${CLIENT}, 10.0.0.3, 10.0.0.2`)).toMatchObject({
      ip: CLIENT,
      proof: "address",
      warnings: [],
    });
    expect(list({ ...range, repeat: false }, `${CLIENT}, 10.0.0.3`)).toMatchObject({
      ip: "10.0.0.3",
    });
  });

  it("the first proxy of the range is obligatory", () => {
    expect(ask(range, "10.0.0.1")).toMatchObject(unresolved("missing"));
    expect(
      ask([range, { name: "nginx", address: "127.0.0.1", tells: "x-forwarded-for" }], "127.0.0.1", {
        "X-Forwarded-For": "10.0.0.1",
      }),
    ).toMatchObject(unresolved("missing"));
    expect(ask([{ ...hop, address: "172.16.0.1" }, range], "172.16.0.1")).toMatchObject(
      unresolved("unproven"),
    );
  });

  it("list-exhausted: the cursor is the client when the list ends after at least one element", () => {
    expect(list(range, "10.0.0.3, 10.0.0.2")).toMatchObject({
      ip: "10.0.0.3",
      status: "resolved",
      proof: "none",
      source: "x-forwarded-for",
      warnings: ["list-exhausted"],
    });
    expect(list(range, ["10.0.0.3", "10.0.0.2"])).toMatchObject({
      ip: "10.0.0.3",
      warnings: ["list-exhausted"],
    });
  });

  it("goes on with the next outer hop where the range ends, which is obligatory in its turn", () => {
    const path: Hop[] = [
      { name: "edge", address: "198.51.100.4", tells: "x-forwarded-for" },
      range,
    ];
    expect(list(path, `${CLIENT}, 198.51.100.4, 10.0.0.2`)).toMatchObject({
      ip: CLIENT,
      via: expect.arrayContaining(["edge", "range"]) as unknown,
      warnings: [],
    });
    expect(list(path, "198.51.100.4, 10.0.0.2")).toMatchObject(unresolved("missing"));
  });

  it("works for Forwarded and for lists that grow by several", () => {
    expect(
      ask({ ...range, tells: "forwarded" }, "10.0.0.1", {
        Forwarded: [`for=6.6.6.6, for=${CLIENT}`, "for=10.0.0.2"],
      }),
    ).toMatchObject({ ip: CLIENT });
    expect(
      ask({ ...range, tells: "forwarded" }, "10.0.0.1", { Forwarded: "for=10.0.0.2" }),
    ).toMatchObject({ ip: "10.0.0.2", proof: "none", warnings: ["list-exhausted"] });
    const double: Hop = { ...range, tells: { list: "x-forwarded-for", appends: 2 } };
    expect(list(double, `6.6.6.6, ${CLIENT}, 34.1.1.1, 10.0.0.2, 34.1.1.2`)).toMatchObject({
      ip: CLIENT,
    });
  });

  it("unknown-hides: `unknown` inside a repeat range", () => {
    expect(list(range, `${CLIENT}, unknown, 10.0.0.2`)).toMatchObject(unresolved("hidden"));
  });

  it("junk inside the range is malformed, not the end of it", () => {
    expect(list(range, `${CLIENT}, junk, 10.0.0.2`)).toMatchObject(unresolved("malformed"));
  });
});
