import { byteAt, int32At, latin1Bytes } from "./bytes.ts";

/** The first bytes of a version 1 line (proxy-protocol.txt 2.1). */
export const V1_SIGNATURE: Uint8Array = latin1Bytes("PROXY");

/** The first bytes of a version 2 header (proxy-protocol.txt 2.2). */
export const V2_SIGNATURE: Uint8Array = latin1Bytes("\r\n\r\n\0\r\nQUIT\n");

const P = byteAt(V1_SIGNATURE, 0);
const ROXY = int32At(V1_SIGNATURE, 1);
const FIRST = int32At(V2_SIGNATURE, 0);
const SECOND = int32At(V2_SIGNATURE, 4);
const THIRD = int32At(V2_SIGNATURE, 8);

/** Whether the whole signature of version 1 is there. */
export function startsWithV1(bytes: Uint8Array): boolean {
  return bytes.length >= 5 && bytes[0] === P && int32At(bytes, 1) === ROXY;
}

/** Whether the whole signature of version 2 is there. */
export function startsWithV2(bytes: Uint8Array): boolean {
  return (
    bytes.length >= 12 &&
    int32At(bytes, 0) === FIRST &&
    int32At(bytes, 4) === SECOND &&
    int32At(bytes, 8) === THIRD
  );
}
