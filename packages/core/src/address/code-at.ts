/** The code of a character, or that of a comma in front of `start`, which ends every address. */
export function codeAt(text: string, index: number, start: number): number {
  return index < start ? 44 : text.charCodeAt(index);
}
