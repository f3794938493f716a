// Whoever calls these has compared the index with the length; not to do so twice, and to stay small enough to be
// inlined everywhere, is what makes the readers quick.

/** One byte, 0–255. */
export function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index]!;
}

/** Two bytes in network order. */
export function uint16At(bytes: Uint8Array, index: number): number {
  return (bytes[index]! << 8) | bytes[index + 1]!;
}

/** Four bytes in network order, as a signed word. */
export function wordAt(bytes: Uint8Array, index: number): number {
  return (
    (bytes[index]! << 24) | (bytes[index + 1]! << 16) | (bytes[index + 2]! << 8) | bytes[index + 3]!
  );
}

/** Writes a word in network order. */
export function putWord(bytes: Uint8Array, index: number, word: number): void {
  bytes[index] = word >>> 24;
  bytes[index + 1] = word >>> 16;
  putUint16(bytes, index + 2, word);
}

/** Writes the lower half of a word in network order. */
export function putUint16(bytes: Uint8Array, index: number, value: number): void {
  bytes[index] = value >>> 8;
  bytes[index + 1] = value;
}

/** One character a byte (Latin-1): loses nothing, and never fails. */
export function characters(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(byteAt(bytes, i));
  return text;
}

/** Whether {@link bytesOf} loses nothing of a text. */
export function isBytes(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0xff) return false;
  return true;
}

/** The reverse of {@link characters}, for text without characters above U+00FF. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
}
