import type { Part } from "./header-lines.ts";

/** Some characters of a header line, from the first to before the last. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** The name of the hop that wrote them; left out if they are the client's. */
  readonly by?: string;
}

/** The value of a header line by who wrote it, in order and without gaps. */
export function stretchesOf(value: string, line: number, parts: readonly Part[]): Stretch[] {
  const here = parts.filter((part) => part.line === line);
  const ends = here.flatMap(({ from, to }) => [from, to]);
  const borders = [...new Set([0, ...ends, value.length])].toSorted((a, b) => a - b);
  const stretches: Stretch[] = [];
  for (const [index, from] of borders.entries()) {
    const to = borders[index + 1];
    if (to === undefined) break;
    const by = here.find((part) => part.from <= from && to <= part.to)?.by;
    const last = stretches.at(-1);
    const begin = last?.by === by && last !== undefined ? stretches.pop()!.from : from;
    stretches.push({ from: begin, to, ...(by === undefined ? {} : { by }) });
  }
  return stretches;
}
