import type { HeaderLine, Part } from "./header-lines.ts";

/** A parameter of a forwarded-element whose value is a quoted-string (RFC 7239 4). */
const QUOTED = /([^\s;=",]+)="((?:[^"\\]|\\.)*)"/g;

/** Parameters whose value the proxy chooses. */
const OWN = new Set(["for", "by", "proto"]);

/** The elements of Forwarded, from the right end of the last line, as the walk reads them. */
export class ReadForwarded {
  /** Not yet read. */
  readonly #lines: HeaderLine[];
  #line: HeaderLine | undefined;
  #end = -1;

  /** @param lines in wire order */
  constructor(lines: readonly HeaderLine[]) {
    this.#lines = [...lines];
  }

  /**
   * What the proxy wrote of the next element: not the quoted text of a parameter that holds the
   * client's text, such as `host`. A proxy that quotes a host does not escape the quotes in it.
   *
   * @param element its text, as the walk read it
   * @param hostChecked whether the proxy passes known hosts only
   * @param by the proxy's name
   */
  next(element: string, hostChecked: boolean, by: string): Part[] {
    if (this.#end < 0) {
      this.#line = this.#lines.pop();
      this.#end = this.#line?.value.length ?? 0;
    }
    if (this.#line === undefined) return [];
    const { line, value } = this.#line;
    const unread = value.slice(0, this.#end);
    const start = unread.trimEnd().length - element.length;
    const before = unread.slice(0, start).trimEnd();
    const [from, to] = [before.endsWith(",") ? before.length - 1 : 0, this.#end];
    this.#end = before.endsWith(",") ? from : -1;
    const texts = [...element.matchAll(QUOTED)].filter(
      ([, name = ""]) => !hostChecked && !OWN.has(name.toLowerCase()),
    );
    const parts: Part[] = [];
    let written = from;
    for (const { index, 1: name = "", 2: text = "" } of texts) {
      const opened = start + index + name.length + `="`.length;
      parts.push({ line, from: written, to: opened, by });
      written = opened + text.length;
    }
    return [...parts, { line, from: written, to, by }];
  }
}
