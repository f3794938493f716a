/**
 * The code of the character at an index, or of a comma before `start`: a comma ends every address.
 */
export function codeAt(text: string, index: number, start: number): number {
  return index < start ? 44 : text.charCodeAt(index);
}
