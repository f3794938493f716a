/** A table of Markdown, padded as the formatter would, so that it leaves a generated page alone. */
export function table(rows: readonly (readonly string[])[]): string {
  const width = (column: number): number =>
    Math.max(3, ...rows.map((row) => row[column]?.length ?? 0));
  const lines = rows.map((row) => line(row.map((cell, column) => cell.padEnd(width(column)))));
  const rule = line((rows[0] ?? []).map((_, column) => "-".repeat(width(column))));
  return [lines[0], rule, ...lines.slice(1), ""].join("\n");
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
