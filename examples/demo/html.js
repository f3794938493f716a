/** Text that is HTML already. */
class Html {
  #text;

  /** @param {string} text */
  constructor(text) {
    this.#text = text;
  }

  toString() {
    return this.#text;
  }
}

/** @type {Readonly<Record<string, string>>} */
const references = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/**
 * A template tag: every value is escaped, for content and for quoted attributes alike, unless this tag made it.
 *
 * @param {TemplateStringsArray} strings
 * @param {readonly unknown[]} values arrays are joined.
 */
export function html(strings, ...values) {
  return new Html(String.raw({ raw: strings }, ...values.map(written)));
}

/**
 * HTML of our own, from a file.
 *
 * @param {string} text
 */
export function trusted(text) {
  return new Html(text);
}

/**
 * @param {unknown} value
 * @returns {string}
 */
function written(value) {
  if (value instanceof Html) return value.toString();
  if (Array.isArray(value)) return value.map(written).join("");
  return String(value).replaceAll(/[&<>"']/g, (character) => references[character] ?? "");
}
