import type { ProxyHeader, ProxyTlv } from "@client-ip/proxy-protocol";
import { decode, ProxyProtocolError } from "@client-ip/proxy-protocol";

/** Bytes from hexadecimal text; spaces are ignored. */
export function hex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replaceAll(/\s/g, ""), "hex"));
}

/** Bytes from text, one for each character. */
export function line(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "latin1"));
}

/** A version 2 header with the right length, from hexadecimal text; spaces are ignored. */
export function block(versionAndCommand: string, pair: string, ...rest: string[]): Uint8Array {
  const after = hex(rest.join(""));
  const length = after.length.toString(16).padStart(4, "0");
  const fixed = hex(`0d0a0d0a000d0a515549540a ${versionAndCommand} ${pair} ${length}`);
  return new Uint8Array([...fixed, ...after]);
}

/** The addresses of most tests, 1.2.3.4:80 to 5.6.7.8:443. */
export const ADDRESSES = "01020304 05060708 0050 01bb";

/** A header over TCP4 with TLVs, given as type and value, as bytes. */
export function withTlvs(...tlvs: readonly (readonly [number, string | Uint8Array])[]): Uint8Array {
  const body = tlvs.map(([type, value]) => {
    const bytes = Buffer.from(value);
    const head = Buffer.from([type, bytes.length >> 8, bytes.length & 255]);
    return Buffer.concat([head, bytes]).toString("hex");
  });
  return block("21", "11", ADDRESSES, ...body);
}

/** The header of bytes that hold a complete one. */
export function headerOf(bytes: Uint8Array): ProxyHeader {
  const decoded = decode(bytes);
  if (decoded === undefined) throw new Error("more bytes are needed");
  return decoded.header;
}

/** A header as plain data: lazy fields read, values of TLVs in hexadecimal. */
export function plain(header: ProxyHeader): object {
  const { version, command, family, transport, source, destination, tlvs } = header;
  const ends = [source, destination].map((end) => end && `${end.address} ${end.port}`);
  return { version, command, family, transport, ends, tlvs: tlvs.map(shownTlv) };
}

/** A TLV as text. */
export function shownTlv({ type, value }: ProxyTlv): string {
  return `${type} ${Buffer.from(value).toString("hex")}`;
}

/** The result of `decode` as text: more, the length and the header, or the error's message. */
export function verdict(bytes: Uint8Array, maxByteLength = 65_551): string {
  try {
    const decoded = decode(bytes, { maxByteLength });
    if (decoded === undefined) return "more";
    return `${decoded.byteLength} bytes: ${JSON.stringify(plain(decoded.header))}`;
  } catch (error) {
    if (error instanceof ProxyProtocolError) return error.message;
    throw error;
  }
}

/** The code of the error that something throws; "nothing" if it does not. */
export function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ProxyProtocolError) return error.code;
    throw error;
  }
  return "nothing";
}
