/** The code of a character. Before `start` it is that of a comma, which ends every address. */
export function codeAt(text: string, index: number, start: number): number {
  return index < start ? 44 : text.charCodeAt(index);
}
