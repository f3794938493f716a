import { factSheets } from "@client-ip/presets";

/** A hop to choose by name. */
export interface HopChoice {
  /** As text writes it, with example addresses. */
  readonly text: string;
  /** What it is, for people. */
  readonly label: string;
}

/** All hops that have a name, by name. */
export const HOP_CHOICES: readonly HopChoice[] = Object.values(factSheets)
  .flatMap(({ text, vendor }) =>
    text === undefined ? [] : [{ text, label: `${nameOf(text)} (${vendor})` }],
  )
  .toSorted((a, b) => a.label.localeCompare(b.label));

/** What a hop of a path is and tells, in words; `undefined` for one without a name. */
export function factsOf(
  row: string,
): { readonly what: string; readonly tells: string } | undefined {
  const name = nameOf(row).replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const sheet = Object.hasOwn(factSheets, name) ? factSheets[name] : undefined;
  return sheet && { what: `${sheet.vendor}: ${plain(sheet.what)}`, tells: plain(sheet.tells) };
}

function nameOf(row: string): string {
  const json = /^\s*\{\s*"preset"\s*:\s*"([\w-]+)"/.exec(row)?.[1];
  return json ?? row.trim().split(/\s/, 1)[0] ?? "";
}

/** Without the marks of Markdown. */
const plain = (text: string): string => text.replaceAll("`", "");
