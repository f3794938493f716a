import { summarize } from "./summary.js";

/**
 * For each request: what each framework says, what the library says, and on the next line why.
 *
 * @param {readonly import("./results.js").ResultGroup[]} groups at least one.
 */
export function table(groups) {
  const results = groups.flatMap((group) => group.results);
  const frameworks = results[0]?.replies.map(({ framework }) => framework) ?? [];
  const head = ["", ...frameworks, "clientIp", "status"];
  const [first, ...lines] = columns([head, ...results.map(cells)]);
  const lineOf = new Map(results.map((result, index) => [result, lines[index]]));
  const parts = groups.map((group) => {
    const written = group.results.map(
      (result) => `  ${lineOf.get(result)}\n      ${why(result)}\n`,
    );
    return `${group.title}\n${written.join("")}`;
  });
  return `  ${first}\n${parts.join("\n")}`;
}

/**
 * Rows of cells as lines, padded so that columns align.
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

/**
 * @param {import("./results.js").Result} result
 * @returns {string[]}
 */
function cells({ lines, client, replies }) {
  const theirs = replies.map(({ ip }) => (ip === client ? ip : `${ip} ✗`));
  const ours = replies.map(({ clientIp }) => clientIp ?? "undefined");
  const statuses = replies.map(({ clientIpInfo }) => clientIpInfo.status);
  return [lines.join(" + ") || "nothing forged", ...theirs, joined(ours), joined(statuses)];
}

/** @param {import("./results.js").Result} result */
function why({ replies: [first] }) {
  return first === undefined ? "" : summarize(first);
}

/**
 * One text where all three agree, else each.
 *
 * @param {readonly string[]} texts
 */
function joined(texts) {
  return [...new Set(texts)].join(" or ");
}
