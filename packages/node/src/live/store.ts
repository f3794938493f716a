import { randomUUID } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { isObject } from "@client-ip/core/internal";
import { DocumentError } from "./document-error.ts";
import { failSize, MAX_BYTES } from "./fetch-document.ts";

/** A list as it is kept on disk. */
export interface StoredList {
  readonly list: string;
  readonly date: Date;
  readonly prefixes: readonly string[];
}

/** A clock may have been wrong when the list was kept, but not by more. */
const MAX_AHEAD = 300_000;

/**
 * Reads a list that was kept. The addresses are not checked.
 *
 * @returns `undefined` if there is none yet
 * @throws {DocumentError} if the file cannot be read, is another list's, or is of the future
 */
export function readStore(path: string, list: string): StoredList | undefined {
  try {
    const stats = statSync(path);
    // A pipe or a device may never end, and its size is 0.
    if (!stats.isFile()) throw new DocumentError(`${path}, which is no file`, "a file");
    if (stats.size > MAX_BYTES) failSize(path);
    return parse(JSON.parse(readFileSync(path, "utf8")), list);
  } catch (cause) {
    const { code }: { readonly code?: unknown } = Object(cause);
    if (code === "ENOENT") return undefined;
    if (cause instanceof DocumentError) throw cause;
    throw new DocumentError(`the file ${path}`, `the list "${list}" as it was kept`, { cause });
  }
}

function parse(value: unknown, list: string): StoredList {
  const { list: name, date, prefixes } = isObject(value) ? value : {};
  const time = typeof date === "string" ? Date.parse(date) : Number.NaN;
  // An invalid date is not before any.
  const isPast = time <= Date.now() + MAX_AHEAD;
  if (name !== list || !isPast || !isTexts(prefixes)) {
    throw new DocumentError("another list, or one without a past date", `the list "${list}"`);
  }
  return { list, date: new Date(time), prefixes };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}

/** Keeps a list on disk. A reader sees the old file or the new one, and so does the next start. */
export async function writeStore(path: string, stored: StoredList): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    // Only for this user, and never through a link that another has put there.
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(`${JSON.stringify(stored)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
