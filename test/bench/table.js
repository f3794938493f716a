/** A number with two or three significant digits. */
export function short(value) {
  if (!Number.isFinite(value)) return "-";
  if (value > 0 && value < 1.995) return value.toFixed(2);
  if (value !== 0 && Math.abs(value) < 9.95) return value.toFixed(1);
  return value.toFixed(0);
}

export const times = (value) => (Number.isFinite(value) ? `${short(value)}x` : "-");

/** Counts how many goals were met. */
export class Goals {
  #reached = 0;
  #missed = 0;

  /** Text of a value that should be at least `wanted`, with the verdict. */
  atLeast(value, wanted, unit = "x") {
    return this.#judge(value >= wanted, `${short(value)}${unit} (>= ${wanted})`);
  }

  /** Text of a value that should be at most `wanted`, with the verdict. */
  atMost(value, wanted, unit = "x") {
    return this.#judge(value <= wanted, `${short(value)}${unit} (<= ${wanted})`);
  }

  #judge(reached, text) {
    if (reached) this.#reached++;
    else this.#missed++;
    return `${text} ${reached ? "yes" : "MISSED"}`;
  }

  get summary() {
    return `Goals reached: ${this.#reached} of ${this.#reached + this.#missed}.`;
  }
}

/**
 * Prints rows in columns, each as wide as its widest cell.
 *
 * @param {string} title
 * @param {readonly Readonly<Record<string, string>>[]} rows the text of each column
 */
export function printTable(title, rows) {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? "-"))];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  console.log(`\n${title}`);
  for (const line of lines) {
    const cells = line.map((cell, i) =>
      i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]),
    );
    console.log(cells.join("  "));
  }
}
