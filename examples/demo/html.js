/** Text that is already HTML. */
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
 * A template tag that escapes every value for content and quoted attributes, but for HTML that this
 * tag made.
 *
 * @param {TemplateStringsArray} strings
 * @param {readonly unknown[]} values items of an array are joined.
 */
export function html(strings, ...values) {
  return new Html(String.raw({ raw: strings }, ...values.map(written)));
}

/**
 * HTML from one of our own files.
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
