import { createResolver } from "@client-ip/core";
import { describe, expect, it } from "vitest";
import type { AttackerChanges } from "../../src/attacker/attacker-answer.ts";
import { attackerChanges } from "../../src/attacker/attacker-changes.ts";
import { evidenceOf, type Recording, RECORDINGS } from "../recordings.ts";

const tried = RECORDINGS.map((recording) => {
  const changes = attackerChanges(createResolver(recording.path), evidenceOf(recording));
  return { recording, changes };
});

/** Whether an attacker can choose the address that is the answer. */
function canForge({ lines, added, proxyHeaders }: AttackerChanges): boolean {
  const tries = [...lines.flatMap((line) => [line, ...line.pieces]), ...added, ...proxyHeaders];
  return tries.some(({ changes }) => changes.includes("address"));
}

const idsOf = (some: typeof tried): string[] => some.map(({ recording }) => recording.id);

/** A path that is right, and whose hops are known by more than their number. */
const proven = tried.filter(
  ({ recording, changes: { resolution } }) =>
    recording.misuse !== true &&
    resolution.ip !== undefined &&
    resolution.proof !== "count" &&
    resolution.warnings.length === 0,
);

/** Whether the hop writes the client's Host in quotes, after the address. */
const quotesHost = ({ path, headers }: Recording): boolean =>
  JSON.stringify(path).includes('"tells":"forwarded"') &&
  headers.some(([name, value]) => /^forwarded$/i.test(name) && /for=.*;host="/.test(value));

describe("what the clients of recorded requests could still change", () => {
  it("is never the answer where the path is right and its hops are proven", () => {
    const sound = proven.filter(({ recording }) => !quotesHost(recording));
    expect(sound.length).toBeGreaterThan(400);
    expect(idsOf(sound.filter(({ changes }) => canForge(changes)))).toEqual([]);
  });

  it("is the answer where a hop quotes the Host in a line that may hold more elements", () => {
    const quoting = proven.filter(({ recording }) => quotesHost(recording));
    expect(quoting.length).toBeGreaterThan(10);
    expect(idsOf(quoting.filter(({ changes }) => !canForge(changes)))).toEqual([]);
  });

  it("is the answer where a client was taken for a proxy that is only counted", () => {
    const fooled = tried.filter(
      ({ recording: { expect: expected, truth }, changes: { resolution } }) =>
        "ip" in expected && truth !== null && expected.ip !== truth && resolution.proof === "count",
    );
    expect(fooled.length).toBeGreaterThan(20);
    expect(idsOf(fooled.filter(({ changes }) => !canForge(changes)))).toEqual([]);
  });

  it("is everything that differs between two requests of one client through the same proxies", () => {
    const groups = new Map<string, Map<string, string[]>>();
    for (const { recording, changes } of proven) {
      // Those proxies pass every host.
      if (JSON.stringify(recording.path).includes("hostChecked")) continue;
      const { proxy, scenario, path, peer, truth } = recording;
      const key = JSON.stringify([proxy, scenario, path, peer, truth]);
      const group = groups.get(key) ?? new Map<string, string[]>();
      groups.set(key, group.set(recording.id, writtenTexts(changes)));
    }
    const several = [...groups.values()].filter(({ size }) => size > 1);
    expect(several.length).toBeGreaterThan(20);
    const different = several.filter((g) => new Set([...g.values()].map(String)).size > 1);
    expect(different).toEqual([]);
  });
});

/**
 * What the hops wrote, without what differs between connections. The comma before their first
 * element is there if the client wrote one.
 */
function writtenTexts({ lines }: AttackerChanges): string[] {
  const texts = lines.flatMap(({ name, value, pieces }) =>
    pieces
      .filter(({ controlled }) => !controlled)
      .map(({ from, to }) => `${name.toLowerCase()}: ${value.slice(from, to)}`),
  );
  return texts.map((text) => text.replace(/: [, ]+/, ": ").replaceAll(/:\d+/g, "")).toSorted();
}
