import { byteAt, latin1Text } from "../bytes.ts";
import { ProxyProtocolError } from "../errors.ts";

/**
 * Decodes printable ASCII.
 *
 * @throws {ProxyProtocolError} `tlv-text` for any other byte
 */
export function decodeAscii(value: Uint8Array): string {
  for (let i = 0; i < value.length; i++) {
    const byte = byteAt(value, i);
    if (byte < 0x20 || byte > 0x7e) throw textError(value, "ASCII");
  }
  return latin1Text(value, 0, value.length);
}

/**
 * Decodes strict UTF-8. (TextDecoder is no part of the language, and this package needs no host.)
 *
 * @throws {ProxyProtocolError} `tlv-text` for overlong forms, surrogates and all other bytes
 */
export function decodeUtf8(value: Uint8Array): string {
  let escaped = "";
  for (const byte of value) escaped += `%${byte.toString(16).padStart(2, "0")}`;
  try {
    return decodeURIComponent(escaped);
  } catch {
    throw textError(value, "UTF-8");
  }
}

function textError(value: Uint8Array, encoding: string): ProxyProtocolError {
  return new ProxyProtocolError("tlv-text", `${value.length} bytes that are not ${encoding}`);
}
