import { byteAt, bytesOf, characters, isBytes } from "./bytes.ts";

/** A path takes all of `sun_path`, padded with NULs (proxy-protocol.txt 2.2). */
export const UNIX_PATH = 108;

/**
 * The path that begins at an index, one character a byte. A name of Linux's abstract namespace begins with NUL; the
 * NULs that pad it are cut. Empty for a socket without a name.
 */
export function readUnixPath(bytes: Uint8Array, start: number): string {
  let end = start + UNIX_PATH;
  if (byteAt(bytes, start) === 0) {
    while (end > start && byteAt(bytes, end - 1) === 0) end--;
    return characters(bytes, start, end);
  }
  const padding = bytes.indexOf(0, start);
  if (padding >= 0 && padding < end) end = padding;
  return characters(bytes, start, end);
}

/** The bytes of a path, without padding; undefined if it could not be read back. */
export function writeUnixPath(path: string): Uint8Array | undefined {
  const abstract = path.startsWith("\0");
  const readable = abstract ? !path.endsWith("\0") : !path.includes("\0");
  return readable && path.length <= UNIX_PATH && isBytes(path) ? bytesOf(path) : undefined;
}
