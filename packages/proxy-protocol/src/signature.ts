import { byteAt, bytesOf, wordAt } from "./bytes.ts";

/** Begins a version 1 line (proxy-protocol.txt 2.1). */
export const LINE_SIGNATURE: Uint8Array = bytesOf("PROXY");

/** Begins a version 2 header (proxy-protocol.txt 2.2). */
export const BLOCK_SIGNATURE: Uint8Array = bytesOf("\r\n\r\n\0\r\nQUIT\n");

const P = byteAt(LINE_SIGNATURE, 0);
const ROXY = wordAt(LINE_SIGNATURE, 1);
const FIRST = wordAt(BLOCK_SIGNATURE, 0);
const SECOND = wordAt(BLOCK_SIGNATURE, 4);
const THIRD = wordAt(BLOCK_SIGNATURE, 8);

/** Whether the whole signature of version 1 is there. */
export function beginsLine(bytes: Uint8Array): boolean {
  return bytes.length >= 5 && bytes[0] === P && wordAt(bytes, 1) === ROXY;
}

/** Whether the whole signature of version 2 is there. */
export function beginsBlock(bytes: Uint8Array): boolean {
  return (
    bytes.length >= 12 &&
    wordAt(bytes, 0) === FIRST &&
    wordAt(bytes, 4) === SECOND &&
    wordAt(bytes, 8) === THIRD
  );
}
