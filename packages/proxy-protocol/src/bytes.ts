// Callers check the index against the length. Not checking it again keeps these functions small
// enough for V8 to inline, which makes the decoders fast.

/** One byte, 0–255. */
export function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index]!;
}

/** Two bytes in network order. */
export function uint16At(bytes: Uint8Array, index: number): number {
  return (bytes[index]! << 8) | bytes[index + 1]!;
}

/** Four bytes in network order, as a signed number. */
export function int32At(bytes: Uint8Array, index: number): number {
  return (
    (bytes[index]! << 24) | (bytes[index + 1]! << 16) | (bytes[index + 2]! << 8) | bytes[index + 3]!
  );
}

/** Writes four bytes in network order. */
export function setInt32(bytes: Uint8Array, index: number, value: number): void {
  bytes[index] = value >>> 24;
  bytes[index + 1] = value >>> 16;
  setUint16(bytes, index + 2, value);
}

/** Writes the lower two bytes of a number in network order. */
export function setUint16(bytes: Uint8Array, index: number, value: number): void {
  bytes[index] = value >>> 8;
  bytes[index + 1] = value;
}

/** Bytes as Latin-1 text: one character for each byte, so it loses nothing and never fails. */
export function latin1Text(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(byteAt(bytes, i));
  return text;
}

/** Whether a text has no character above U+00FF. */
export function isLatin1(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0xff) return false;
  return true;
}

/** The reverse of {@link latin1Text}. Characters above U+00FF are cut to their lower byte. */
export function latin1Bytes(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
}
