import { fetchDocument, type Validators } from "./fetch-document.ts";
import type { Format, ParsedDocument, Selection } from "./formats.ts";
import type { Reader, Reading } from "./reader.ts";

/** One document, parsed. */
interface Known extends Validators {
  readonly parsed: ParsedDocument;
}

/** Reads a list from documents on the web: all of them, or none. */
export class UrlReader implements Reader {
  readonly #urls: readonly URL[];
  readonly #format: Format;
  readonly #selection: Selection;
  /** The documents of the list in use, in the order of the URLs. */
  #kept: readonly Known[] = [];
  #read: readonly Known[] = [];

  constructor(urls: readonly URL[], format: Format, selection: Selection) {
    this.#urls = urls;
    this.#format = format;
    this.#selection = selection;
  }

  async read(signal: AbortSignal): Promise<Reading | undefined> {
    const read = await Promise.all(
      this.#urls.map((url, index) => this.#readOne(url, index, signal)),
    );
    this.#read = read;
    if (read.every((one, index) => one === this.#kept[index])) return undefined;
    return {
      prefixes: read.flatMap(({ parsed }) => parsed.prefixes),
      published: read.flatMap(({ parsed }) => parsed.published ?? []),
    };
  }

  keep(): void {
    this.#kept = this.#read;
  }

  async #readOne(url: URL, index: number, signal: AbortSignal): Promise<Known> {
    const known = this.#kept[index];
    const fetched = await fetchDocument(url, this.#format.kind, signal, known);
    // Only a version that is known can be the same still.
    if (fetched === undefined) return known!;
    const { text, ...validators } = fetched;
    return { ...validators, parsed: this.#format.parse(text, this.#selection) };
  }
}
