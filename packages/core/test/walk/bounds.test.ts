import { describe, expect, it } from "vitest";
import { ask } from "../support/ask.ts";
import type { Hop } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const hop: Hop = { name: "proxy", address: "10.0.0.1", tells: "x-forwarded-for" };
const two: Hop[] = [{ name: "outer", address: "any", tells: "x-forwarded-for" }, hop];
const range: Hop = { name: "range", address: "10.0.0.0/8", tells: "x-forwarded-for", repeat: true };
const listOf = (path: Hop | Hop[], values: string | string[]) =>
  ask(path, "10.0.0.1", { "X-Forwarded-For": values });
const blanks = (count: number) => " ".repeat(count);
const unresolved = (status: string) => ({ ip: undefined, source: undefined, status });
const tells = "x-forwarded-for" as const;

describe("scan-limit: a list", () => {
  it("padding on the left does not cause a refusal", () => {
    const junk = "1.1.1.1,".repeat(9_000);
    expect(junk.length).toBeGreaterThan(70_000);
    expect(listOf(hop, `${junk}${CLIENT}`)).toMatchObject({ ip: CLIENT });
    expect(listOf(hop, [junk, CLIENT])).toMatchObject({ ip: CLIENT });
    expect(listOf(hop, `${blanks(70_000)},${CLIENT}`)).toMatchObject({ ip: CLIENT });
    expect(listOf(two, [junk, `${CLIENT}, 198.51.100.4`])).toMatchObject({ ip: CLIENT });
  });

  it("4 KiB scanned are too-long, never an address", () => {
    expect(listOf(hop, `6.6.6.6,${blanks(4_000)}${CLIENT}`)).toMatchObject({ ip: CLIENT });
    expect(listOf(hop, `6.6.6.6,${blanks(4_100)}${CLIENT}`)).toMatchObject(unresolved("too-long"));
    expect(listOf(hop, `6.6.6.6,${blanks(70_000)}${CLIENT}`)).toMatchObject(unresolved("too-long"));
    expect(listOf(hop, `6.6.6.6,${CLIENT}${blanks(70_000)}`)).toMatchObject(unresolved("too-long"));
    expect(listOf(hop, "1".repeat(70_000))).toMatchObject(unresolved("too-long"));
  });

  it("the bytes of all elements count together", () => {
    const both = (count: number) =>
      [`${blanks(count)}${CLIENT}`, `${blanks(count)}198.51.100.4`] satisfies string[];
    expect(listOf(two, both(2_000).join())).toMatchObject({ ip: CLIENT });
    expect(listOf(two, both(40_000).join())).toMatchObject(unresolved("too-long"));
    expect(listOf(two, both(2_050))).toMatchObject(unresolved("too-long"));
  });

  it("hop-limit: a request walks 32 hops and no more", () => {
    const lines = (trusted: number) => ({
      "X-Forwarded-For": `6.6.6.6,${CLIENT}${",10.0.0.2".repeat(trusted)}`,
    });
    // The peer is a hop as well.
    expect(ask(range, "10.0.0.1", lines(31))).toMatchObject({ ip: CLIENT, proof: "address" });
    expect(ask(range, "10.0.0.1", lines(32))).toMatchObject(unresolved("too-long"));
    expect(ask(range, "10.0.0.1", lines(5_000))).toMatchObject(unresolved("too-long"));
  });
});

describe("bounds of a request", () => {
  it("scan-limit: 70 kB on the left of the client's element are not read", () => {
    const list = `${"junk,".repeat(14_000)}${CLIENT}`;
    expect(list.length).toBeGreaterThan(70_000);
    expect(
      ask({ address: "10.0.0.1", tells }, "10.0.0.1", { "X-Forwarded-For": list }),
    ).toMatchObject({
      ip: CLIENT,
    });
  });

  it("hop-limit: 16 KiB of trusted addresses are too-long", () => {
    const list = "10.0.0.1, ".repeat(1_638).slice(0, -2);
    expect(ask("10.0.0.0/8", "10.0.0.2", { "X-Forwarded-For": list })).toMatchObject({
      ip: undefined,
      status: "too-long",
    });
  });
});
