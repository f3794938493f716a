import type { Events, Sample } from "./figures.ts";
import type { Findings } from "./findings.ts";

const MILLION = 1_000_000;

/** The line of a sample, and of what was answered until then. */
export function sampleLine(sample: Sample, findings: Findings): string {
  const { heap, external, rss, connections, pending } = sample;
  const megabytes = [heap, external, rss].map((bytes) => (bytes / MILLION).toFixed(2).padStart(8));
  const counts = [connections, pending, totalOf(findings)];
  return [...megabytes, ...counts.map((count) => String(count).padStart(11))].join("");
}

export const SAMPLE_HEAD = " heap MB  ext MB  rss MB connections    pending   answered";

export function totalOf({ answered }: Findings): number {
  return Object.values(answered).reduce((sum, count) => sum + count, 0);
}

/** What clients have found, and what happened in the servers. */
export function summaryOf(
  findings: Findings,
  { warnings, refused, silent, lists }: Events,
): string {
  const { throughEdge, fromEdge, cut, abandoned } = findings;
  const each = Object.values(findings.answered);
  return [
    `${totalOf(findings)} honest requests were answered right, ${Math.min(...each)} to ` +
      `${Math.max(...each)} by each server, and ${findings.refused} of them with 403.`,
    `${throughEdge} came through an edge that comes and goes, ${fromEdge} while the list had it not.`,
    `${cut} connections ended at a random byte, ${abandoned} streams were reset.`,
    `PROXY headers refused: ${JSON.stringify(refused)}.`,
    `Silent connections closed: ${JSON.stringify(silent)}.`,
    `Live lists: ${lists.updates} used, ${lists.failures} refused.`,
    `Warnings: ${warnings.length === 0 ? "none" : codesIn(warnings)}.`,
  ].join("\n");
}

/** A wait in the middle, one that 1 of 100 exceeds, and the longest. */
export function waitsOf(name: string, milliseconds: readonly number[]): string {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (share: number): string => {
    const wait = sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
    return wait.toFixed(1).padStart(9);
  };
  return `${name.padEnd(50)}${String(sorted.length).padStart(8)}${at(0.5)}${at(0.99)}${at(1)}`;
}

export const WAITS_HEAD = `${"honest clients, ms".padEnd(50)} answers      p50      p99  longest`;

function codesIn(warnings: readonly string[]): string {
  return [...new Set(warnings.map((warning) => warning.split(" ")[1]))].join(", ");
}
