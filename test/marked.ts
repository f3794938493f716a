/**
 * A page with new text between its markers, `<!-- NAME: … -->` and `<!-- end of NAME -->`.
 *
 * @throws Error if the page has no such markers.
 */
export function withMarked(page: string, name: string, text: string): string {
  const marked = new RegExp(`(<!-- ${name}:.*-->\\n)[^]*(<!-- end of ${name} -->)`);
  if (!marked.test(page)) throw new Error(`The page has no markers of ${name}.`);
  return page.replace(marked, (_all, start, end) => `${start}\n${text}\n${end}`);
}
