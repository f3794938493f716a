/**
 * Rows of cells as lines, their columns below each other.
 *
 * @param {readonly (readonly string[])[]} rows
 */
export function columns(rows) {
  /** @type {number[]} */
  const widths = [];
  for (const row of rows) {
    for (const [column, { length }] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, length);
    }
  }
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
