import { describe, expect, it } from "vitest";

import { answerOf, type Diagnosis, diagnose } from "../../packages/cli/src/doctor/diagnosis.ts";
import type { Probe } from "../../packages/cli/src/doctor/probes.ts";
import type { Seen } from "../../packages/cli/src/doctor/seen.ts";
import { UNKNOWN_IDENTITY } from "../../packages/cli/src/doctor/sidecar.ts";
import type { Plan, Visit } from "./plan.ts";

/** Where the applications of the laboratory answer the doctor. */
export const ENDPOINT = "/client-ip-diagnostics";
export const TOKEN = "the-token-of-the-laboratory-which-all-may-know";

type See = (visit: Visit<string>) => Promise<Seen | undefined>;

/**
 * The visits from outside, by the URL at which they enter, up to the first one that changes
 * something. One that shows a successful attack is not to be answered as the path answers it.
 */
function doorsOf({
  visits,
}: Plan<string>): (readonly [door: string, visits: readonly Visit<string>[]])[] {
  const changed = visits.findIndex(({ after }) => after !== undefined);
  const outside = visits
    .slice(0, changed < 0 ? visits.length : changed)
    .filter(
      ({ from, what, sees, begins }) =>
        (from === "client" || from === "neighbor") &&
        typeof sees === "object" &&
        begins === undefined &&
        !what.includes("**WRONG"),
    )
    // Of several connections from one port, the later ones wait for seconds.
    .map(({ localPort: _localPort, ...visit }) => visit);
  const doors = [...new Set(outside.map(({ to }) => to))];
  return doors.map((door) => [door, outside.filter(({ to }) => to === door)]);
}

/**
 * Tests that the doctor, at each door to the outside, finds a path that answers the visits there as
 * the topology's own path does.
 */
export function findsThePath(plan: Plan<string>, see: See): void {
  const doors = doorsOf(plan);
  describe.runIf(doors.length > 0)("the doctor", () => {
    it.each(doors)("finds a path at %s", async (door, visits) => {
      const remote = new URL(door).hostname.replaceAll(/[[\]]/g, "");
      const found = await diagnose((probe) => see({ ...visits[0]!, sends: linesOf(probe) }), {
        told: undefined,
        remote,
      });
      const [proposed, own] = isOpen(found)
        ? [hopsOf(found).map((hop) => shapeOf({ ...hop })), await shapeOfTopology(plan.name)]
        : [await answersTo(visits, found, see), visits.map(({ sees }) => Object(sees).clientIp)];
      expect(proposed).toEqual(own);
    });
  });
}

const hopsOf = ({ path }: Diagnosis) => (typeof path === "object" ? path : []);

/** Whether an identity is open, without which the path answers nothing. */
function isOpen(found: Diagnosis): boolean {
  return hopsOf(found).some(({ identity }) => identity === UNKNOWN_IDENTITY);
}

/** The proposed path's clients of the visits. */
async function answersTo(
  visits: readonly Visit<string>[],
  { path }: Diagnosis,
  see: See,
): Promise<readonly unknown[]> {
  const answers: unknown[] = [];
  // One after the other: a host makes one connection at a time.
  for await (const seen of seenOf(visits, see)) {
    answers.push(path === undefined || seen === undefined ? "none" : answerOf(path, seen));
  }
  return answers;
}

async function* seenOf(
  visits: readonly Visit<string>[],
  see: See,
): AsyncGenerator<Seen | undefined> {
  for (const visit of visits) yield see(visit);
}

/** WHO and WHAT a hop is, without its identity, which the doctor cannot see. */
function shapeOf({ identity, address, tells, xfcc }: Readonly<Record<string, unknown>>): object {
  return { address, tells, xfcc, hasIdentity: identity !== undefined };
}

/** The hops of a topology's own path, without those that the doctor cannot see. */
async function shapeOfTopology(topology: string): Promise<readonly object[]> {
  const file = `../../examples/topologies/${topology}/path.ts`;
  const { path }: { readonly path: readonly Readonly<Record<string, unknown>>[] } = await import(
    file
  );
  return path.filter((hop) => hop["tells"] !== "source-address").map((hop) => shapeOf(hop));
}

const linesOf = ({ rawHeaders }: Probe): readonly string[] =>
  rawHeaders.flatMap((name, i) => (i % 2 === 1 ? [] : [`${name}: ${rawHeaders[i + 1]!}`]));
