import { byteAt, isLatin1, latin1Bytes, latin1Text } from "./bytes.ts";

/** A path fills a `sun_path` of Linux, padded with NULs (proxy-protocol.txt 2.2). */
export const UNIX_PATH_LENGTH = 108;

/**
 * The path at an index, one character for each byte; empty for a socket without a name. A name in
 * Linux's abstract namespace begins with NUL and may hold further ones; only the padding is cut.
 */
export function decodeUnixPath(bytes: Uint8Array, start: number): string {
  let end = start + UNIX_PATH_LENGTH;
  if (byteAt(bytes, start) === 0) {
    while (end > start && byteAt(bytes, end - 1) === 0) end--;
    return latin1Text(bytes, start, end);
  }
  const padding = bytes.indexOf(0, start);
  if (padding >= 0 && padding < end) end = padding;
  return latin1Text(bytes, start, end);
}

/**
 * The bytes of a path, without padding; undefined if they would not be decoded to the same path.
 */
export function encodeUnixPath(path: string): Uint8Array | undefined {
  const isAbstract = path.startsWith("\0");
  const isDecodable = isAbstract ? !path.endsWith("\0") : !path.includes("\0");
  const fits = path.length <= UNIX_PATH_LENGTH && isLatin1(path);
  return isDecodable && fits ? latin1Bytes(path) : undefined;
}
