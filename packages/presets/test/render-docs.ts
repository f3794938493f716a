import { type FactSheet, factSheets } from "@client-ip/presets";

import { table } from "../../../test/markdown-table.ts";

const introduction = `# Presets

A preset is a function that returns plain hops. Write them in the order traffic flows, client first:
\`[cloudflare({ secret }), awsAlb({ address })]\`. Any field of a hop can be changed afterwards:
\`{ ...awsAlb({ address }), name: "edge" }\`. A text configuration names a preset that needs no options:
\`clientIp("heroku")\`.

Grounds: _measured_ – recorded from the real program; _source_ – read in its source code; _documented_ – read
in the vendor's text; _reported_ – told by its users.

This page is generated from the fact sheets (\`factSheets\`) by a test; after a change of a sheet run
\`npx vitest run packages/presets -u\`.
`;

/** The whole of docs/presets.md. */
export function renderDocs(): string {
  const sheets = Object.values(factSheets);
  const overview = table([
    ["You run", "Preset", "Grounds", "Read"],
    ...sheets.map(({ preset, vendor, what, confidence, read }) => [
      `${vendor}: ${what}`,
      `[${preset}](#${preset.toLowerCase()})`,
      confidence.join(", "),
      read,
    ]),
  ]);
  return [introduction, overview, ...sheets.map(section)].join("\n");
}

function section(sheet: FactSheet): string {
  const points = [
    `**Write:** \`${sheet.example}\``,
    `**It tells:** ${sheet.tells}`,
    `**Peer:** ${sheet.peer}`,
    `**Forged headers:** ${sheet.forged}`,
    `**Known by:** ${sheet.authenticate}`,
    ...(sheet.unknown === undefined ? [] : [`**Not known:** ${sheet.unknown}`]),
    ["**Traps:**", ...sheet.traps.map((trap) => `  - ${trap}`)].join("\n"),
    [
      `**Sources,** ${sheet.confidence.join(", ")}, read ${sheet.read}:`,
      ...sheet.sources.map((url) => `  - <${url}>`),
    ].join("\n"),
  ];
  const list = points.map((point) => `- ${point}`).join("\n");
  return `## ${sheet.preset}\n\n${sheet.vendor}: ${sheet.what}.\n\n${list}\n`;
}
