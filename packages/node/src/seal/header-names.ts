/**
 * A header's name in one spelling: lower case, and a hyphen for each character that is neither
 * letter nor digit. Programs behind us that are called by CGI see `X_Forwarded_For` as
 * X-Forwarded-For (RFC 3875 4.1.18), and some of them do so with other characters, too. A colon
 * stays: only pseudo-headers of HTTP/2 have one.
 */
export function canonicalName(name: string): string {
  const lower = name.toLowerCase();
  return /[^a-z0-9-]/.test(lower) ? lower.replaceAll(/[^a-z0-9:]/g, "-") : lower;
}

/** Longer names share the last row of the table below. */
const LONGEST = 63;

/** Names of headers, which are found in any spelling. */
export class HeaderNames {
  readonly #names: ReadonlySet<string>;
  /** 1 for each length and first letter that a name has. Most headers are none of them. */
  readonly #shapes: Uint8Array = new Uint8Array((LONGEST + 1) << 5);

  /** @param names canonical. */
  constructor(names: Iterable<string>) {
    this.#names = new Set(names);
    for (const name of this.#names) {
      const row = rowOf(name);
      // A hyphen can be sent as any character that is neither letter nor digit.
      if (name.startsWith("-")) this.#shapes.fill(1, row, row + 32);
      else this.#shapes[shapeOf(name)] = 1;
    }
  }

  /** @param name as sent. A pseudo-header of HTTP/2, such as `:path`, is none of them. */
  has(name: string): boolean {
    return this.#shapes[shapeOf(name)] === 1 && this.#names.has(canonicalName(name));
  }
}

/** Case does not change the low five bits of a letter. */
function shapeOf(name: string): number {
  return rowOf(name) | (name.charCodeAt(0) & 31);
}

/** A canonical name has the same length. */
function rowOf(name: string): number {
  return Math.min(name.length, LONGEST) << 5;
}
