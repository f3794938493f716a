import { isObject } from "@client-ip/core/internal";
import { CommandError } from "../errors.ts";
import { checkedLine, type HeaderLine } from "./header-line.ts";
import { type PastedRequest, requestWith } from "./pasted-request.ts";
import { checkedPeer } from "./peer.ts";
import { readProxyBytes } from "./proxy-bytes.ts";

const FIELDS = ["peer", "rawHeaders", "headers", "encrypted", "authority", "preamble"];

/**
 * Reads a request in JSON: `{ "peer": "127.0.0.1", "rawHeaders": ["X-Forwarded-For", "…"] }`. In
 * place of `rawHeaders` there may be `headers`: pairs, as the recorded vectors have them, or an
 * object, whose values are text or arrays of text. `preamble` is PROXY headers in hexadecimal.
 *
 * @throws CommandError `request-text`, `proxy-bytes`
 */
export function readJson(value: Readonly<Record<string, unknown>>): PastedRequest {
  const { peer, encrypted, authority, preamble } = value;
  if (peer !== undefined && peer !== null && typeof peer !== "string") return fail("peer", "text");
  if (encrypted !== undefined && typeof encrypted !== "boolean")
    return fail("encrypted", "true or false");
  if (authority !== undefined && typeof authority !== "string") return fail("authority", "text");
  if (preamble !== undefined && typeof preamble !== "string") return fail("preamble", "text");
  const request = requestWith("json", linesOf(value), authority);
  return {
    ...request,
    ...(typeof peer === "string" ? { peer: checkedPeer(peer, "request-text") } : {}),
    ...(encrypted === undefined ? {} : { encrypted }),
    ...(preamble === undefined ? {} : { proxyBytes: readProxyBytes(preamble) }),
  };
}

function linesOf(value: Readonly<Record<string, unknown>>): HeaderLine[] {
  const { rawHeaders, headers } = value;
  if (rawHeaders !== undefined && headers !== undefined)
    return fail("rawHeaders and headers", "one of the two");
  const pairs = headers === undefined ? inTurn(rawHeaders) : pairsOf(headers);
  return pairs.map(([name, text], index) => checkedLine(name, text, `header ${index + 1}`));
}

type Pair = readonly [string, string];

/** Names and values in turn. */
function inTurn(texts: unknown): Pair[] {
  if (!isTexts(texts) || texts.length % 2 === 1)
    return fail("rawHeaders", "an array of names and values in turn");
  return texts.flatMap((text, index) => (index % 2 === 0 ? [[text, texts[index + 1]!]] : []));
}

function pairsOf(headers: unknown): Pair[] {
  if (Array.isArray(headers)) {
    return headers.map((pair: unknown): Pair => {
      if (isTexts(pair) && pair.length === 2) return [pair[0]!, pair[1]!];
      return fail("headers", "an array of pairs of a name and a value");
    });
  }
  if (!isObject(headers)) return fail("headers", "an object or an array");
  return Object.entries(headers).flatMap(([name, given]) => {
    const values = Array.isArray(given) ? given : [given];
    return isTexts(values)
      ? values.map((value): Pair => [name, value])
      : fail("headers", "an object whose values are text, or arrays of text");
  });
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function fail(field: string, expected: string): never {
  throw new CommandError({
    code: "request-text",
    given: `JSON in which ${field} is not ${expected}`,
    expected: `an object with some of these fields: ${FIELDS.join(", ")}`,
    remedy: 'Write { "peer": "127.0.0.1", "rawHeaders": ["X-Forwarded-For", "203.0.113.7"] }.',
  });
}
