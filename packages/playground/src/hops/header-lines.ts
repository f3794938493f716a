/** A part of the value of one header line: `value.slice(from, to)`. */
export interface Part {
  /** The number of the line in the request, 0 being the first. */
  readonly line: number;
  readonly from: number;
  readonly to: number;
  /** The name of the hop that wrote it. */
  readonly by: string;
}

/** One line of a header. */
export interface HeaderLine {
  /** Its number in the request, 0 being the first. */
  readonly line: number;
  readonly value: string;
}

/** What stands between two lines of a list when the walk reads them as one text. */
const BETWEEN = ", ";

/** The lines with this name, in wire order. */
export function linesOf(rawHeaders: readonly string[], name: string): HeaderLine[] {
  const lines: HeaderLine[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() === name)
      lines.push({ line: i / 2, value: rawHeaders[i + 1]! });
  }
  return lines;
}

/** The lines as the walk reads a list. */
export function joined(lines: readonly HeaderLine[]): string {
  return lines.map(({ value }) => value).join(BETWEEN);
}

/** Those parts of the lines that are `joined(lines).slice(from)`. */
export function partsFrom(lines: readonly HeaderLine[], from: number, by: string): Part[] {
  let start = 0;
  const parts: Part[] = [];
  for (const { line, value } of lines) {
    const first = Math.max(from - start, 0);
    if (first < value.length) parts.push({ line, from: first, to: value.length, by });
    start += value.length + BETWEEN.length;
  }
  return parts;
}

/** All of the lines. */
export function wholeLines(lines: readonly HeaderLine[], by: string): Part[] {
  return lines.map(({ line, value }) => ({ line, from: 0, to: value.length, by }));
}
