import { columns } from "./columns.js";
import { inBrief } from "./in-brief.js";

/**
 * A survey for people: what each framework says, what the library says, and below it why.
 *
 * @param {readonly import("./survey.js").Group[]} groups at least one.
 */
export function table(groups) {
  const rows = groups.flatMap((group) => group.rows);
  const frameworks = rows[0]?.told.map(({ framework }) => framework) ?? [];
  const [head, ...lines] = columns([["", ...frameworks, "clientIp", "status"], ...rows.map(cells)]);
  const lineOf = new Map(rows.map((row, index) => [row, lines[index]]));
  const parts = groups.map((group) => {
    const written = group.rows.map((row) => `  ${lineOf.get(row)}\n      ${whyOf(row)}\n`);
    return `${group.where}\n${written.join("")}`;
  });
  return `  ${head}\n${parts.join("\n")}`;
}

/**
 * @param {import("./survey.js").Row} row
 * @returns {string[]}
 */
function cells({ lines, client, told }) {
  const own = told.map(({ ip }) => (ip === client ? ip : `${ip} ✗`));
  const ours = told.map(({ clientIp }) => clientIp ?? "undefined");
  const statuses = told.map(({ clientIpInfo }) => clientIpInfo.status);
  return [lines.join(" + ") || "nothing forged", ...own, anyOf(ours), anyOf(statuses)];
}

/** @param {import("./survey.js").Row} row */
function whyOf({ told: [first] }) {
  return first === undefined ? "" : inBrief(first);
}

/**
 * The same from all three, or else each.
 *
 * @param {readonly string[]} texts
 */
function anyOf(texts) {
  return [...new Set(texts)].join(" or ");
}
