import { byteAt, characters } from "../bytes.ts";
import { ProxyProtocolError } from "../errors.ts";

/** Printable ASCII; @throws {ProxyProtocolError} `tlv-text` if it is not. */
export function asciiText(value: Uint8Array): string {
  for (let i = 0; i < value.length; i++) {
    const byte = byteAt(value, i);
    if (byte < 0x20 || byte > 0x7e) throw notText(value, "ASCII");
  }
  return characters(value, 0, value.length);
}

/** UTF-8 without exception; @throws {ProxyProtocolError} `tlv-text` if it is not. */
export function utf8Text(value: Uint8Array): string {
  let escaped = "";
  for (const byte of value) escaped += `%${byte.toString(16).padStart(2, "0")}`;
  try {
    // The language's own strict UTF-8 decoder: it refuses overlong forms and surrogates.
    return decodeURIComponent(escaped);
  } catch {
    throw notText(value, "UTF-8");
  }
}

function notText(value: Uint8Array, encoding: string): ProxyProtocolError {
  return new ProxyProtocolError("tlv-text", `${value.length} bytes that are not ${encoding}`);
}
