import { constants, open } from "node:fs/promises";
import { DocumentError } from "./document-error.ts";
import { failSize, MAX_BYTES } from "./fetch-document.ts";
import type { Format, Selection } from "./formats.ts";
import type { Reader, Reading } from "./reader.ts";

/** Reads a list from a file. Its date is when the file was changed. */
export class FileReader implements Reader {
  readonly #path: string;
  readonly #format: Format;
  readonly #selection: Selection;

  constructor(path: string, format: Format, selection: Selection) {
    this.#path = path;
    this.#format = format;
    this.#selection = selection;
  }

  async read(signal: AbortSignal): Promise<Reading> {
    const { text, date } = await readFile(this.#path, signal);
    const { prefixes, published } = this.#format.parse(text, this.#selection);
    return { prefixes, date, ...(published !== undefined && { published: [published] }) };
  }

  keep(): void {
    // A file is read whole each time.
  }
}

async function readFile(
  path: string,
  signal: AbortSignal,
): Promise<{ readonly text: string; readonly date: Date }> {
  try {
    // A pipe without a writer would hold one of Node's few threads without end. Windows does not
    // have the flag: undefined is 0 here.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await file.stat();
      if (!stats.isFile()) throw new DocumentError(`${path}, which is no file`, "a file");
      if (stats.size > MAX_BYTES) failSize(path);
      return { text: await file.readFile({ encoding: "utf8", signal }), date: stats.mtime };
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof DocumentError) throw cause;
    const { code }: { readonly code?: unknown } = Object(cause);
    throw new DocumentError(`the file ${path} (${String(code)})`, "a file that can be read", {
      cause,
    });
  }
}
