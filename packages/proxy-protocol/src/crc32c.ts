/** The reversed Castagnoli polynomial (RFC 4960, appendix B). */
const POLYNOMIAL = 0x82f63b78;

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? POLYNOMIAL : 0);
  return rest;
});

const ZEROS = new Uint8Array(4);

/**
 * The CRC32C of a PROXY header (proxy-protocol.txt 2.2.3): over all its bytes, with the four of the
 * checksum itself taken as zeros.
 *
 * @param end the length of the header; payload after it is not part of the sum
 * @param checksum the index of the CRC32C TLV's value
 * @returns a signed number of 32 bits
 */
export function crc32c(bytes: Uint8Array, end: number, checksum: number): number {
  let sum = update(-1, bytes, 0, checksum);
  sum = update(sum, ZEROS, 0, ZEROS.length);
  return ~update(sum, bytes, checksum + 4, end);
}

function update(before: number, bytes: Uint8Array, start: number, end: number): number {
  let sum = before;
  for (let i = start; i < end; i++) sum = (sum >>> 8) ^ TABLE[(sum ^ bytes[i]!) & 255]!;
  return sum;
}
