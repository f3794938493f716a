/**
 * Text for a terminal: what a header holds must not move the cursor. Line ends stay; other control characters, the
 * C1 ones included that Node lets pass in a header, are written as in JSON.
 *
 * @param {string} text
 */
export function printable(text) {
  return text.replaceAll(
    /(?!\n)\p{Cc}/gu,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
