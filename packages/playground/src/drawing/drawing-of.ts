import type { Evidence, ExplanationStep, Resolver } from "@client-ip/core";
import { type HopSteps, hopSteps } from "../hops/hop-steps.ts";
import { drawnLines } from "./drawn-lines.ts";
import type { DrawnStep, Place, WalkDrawing } from "./walk-drawing.ts";

/**
 * The drawing of a request's walk.
 */
export function drawingOf(resolver: Resolver, evidence: Evidence): WalkDrawing {
  const explanation = resolver.explain(evidence);
  const { resolution, steps } = explanation;
  const words = String(explanation).split("\n");
  const stepAt = (index: number): DrawnStep => ({
    number: index + 1,
    text: withoutName(words[index]!, steps[index]!),
  });
  const hops = hopSteps(resolver, steps);
  const places = hops.map((one) => placeOf(one, steps, stepAt)).toReversed();
  const client: Place = {
    name: "client",
    detail: resolution.ip ?? "not known",
    kind: "client",
    steps: [],
  };
  const application: Place = {
    name: "application",
    detail: "asks who is calling",
    kind: "passed",
    steps: steps.length === 0 ? [] : [stepAt(0)],
  };
  const isDrawn = new Set([0, ...hops.flatMap(({ indexes }) => indexes)]);
  const others = entryPoints(steps, isDrawn, stepAt);
  const outside = [
    ...(others.length === 0 ? beyond(hops, resolver) : others),
    ...places.filter(({ kind }) => kind === "outside"),
  ];
  return {
    places: [...outside, client, ...places.filter(({ kind }) => kind !== "outside"), application],
    lines: drawnLines(resolver, evidence, steps),
    notes: words.slice(0, -1).filter((_, index) => !isDrawn.has(index) && !isEntry(steps[index])),
    answer: words.at(-1)!,
    resolved: resolution.ip !== undefined,
    words: words.join("\n"),
  };
}

function placeOf(
  { hop, walked, indexes }: HopSteps,
  steps: readonly ExplanationStep[],
  stepAt: (index: number) => DrawnStep,
): Place {
  const first = indexes.map((index) => steps[index]!).find((step) => !isEntry(step));
  const failed = indexes.some((index) => steps[index]!.cursor === "none");
  const kind = walked ? (failed ? "failed" : "passed") : "outside";
  const detail = first?.event === "recognized" ? first.cursor : "";
  return { name: hop.name, detail, kind, steps: indexes.map((index) => stepAt(index)) };
}

const isEntry = (step: ExplanationStep | undefined): boolean => step?.event === "entry-point";

/** The entry points that were tried and not recognized. */
function entryPoints(
  steps: readonly ExplanationStep[],
  isDrawn: ReadonlySet<number>,
  stepAt: (index: number) => DrawnStep,
): Place[] {
  return steps.flatMap((step, index): Place[] =>
    isEntry(step) && !isDrawn.has(index)
      ? [{ name: step.hop ?? "", detail: "", kind: "outside", steps: [stepAt(index)] }]
      : [],
  );
}

/** The hops that the walk did not come to, outermost first. */
function beyond(hops: readonly HopSteps[], { facts }: Resolver): Place[] {
  const reached = hops.map(({ hop }) => hop.name);
  const unreached = facts.sequences.map((sequence) =>
    sequence.slice(0, Math.max(sequence.length - reached.length, 0)),
  );
  const one = unreached.length === 1 ? unreached[0] : undefined;
  const names = one ?? [[...new Set(unreached.map((some) => some.at(-1)))].join(" or ")];
  return names
    .filter((name) => name !== "")
    .map((name) => ({ name, detail: "", kind: "outside", steps: [] }));
}

/** A step in words, without the name of the hop that it is about. */
function withoutName(words: string, { hop, event }: ExplanationStep): string {
  const name = event === "peer" ? "socket" : (hop ?? "");
  const entry = `${name} (entry point): `;
  if (event === "entry-point" && words.startsWith(entry)) {
    return `entry point: ${words.slice(entry.length)}`;
  }
  return words.startsWith(`${name}: `) ? words.slice(name.length + ": ".length) : words;
}
