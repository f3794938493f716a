import type { Resolver } from "@client-ip/core";
import { canonicalName, HeaderNames } from "../seal/header-names.ts";
import { BELIEVED_HEADERS } from "../seal/headers-table.ts";

const CLIENT_CERT = "x-forwarded-client-cert";
const FORWARDED = "forwarded";

/** What is shown in place of what may be a secret. */
export const MASK = "***";

/** No larger part of a value is shown, as no walk reads more. */
const LONGEST = 4096;

/** The headers that say something about the client. */
export interface ForwardingLines {
  /** Names and values in turn, as sent. */
  readonly rawHeaders: readonly string[];
  /** The lower-case names of headers that came, and whose values are not shown. */
  readonly masked: readonly string[];
}

/**
 * The header lines from which programs read the client's address, the scheme or the host, and those
 * that the path reads. No other header is shown, and no secret: neither one of the path, nor a
 * parameter of Forwarded such as `secret=`. Of a certificate only the header's name is shown.
 */
export function forwardingLines(
  rawHeaders: readonly string[],
  resolver: Resolver | undefined,
): ForwardingLines {
  const { addressHeaders = [], statementHeaders = [], secretHeaders = [] } = resolver?.facts ?? {};
  const shown = new HeaderNames([
    ...BELIEVED_HEADERS.map(({ header }) => header),
    ...[...addressHeaders, ...statementHeaders].map((name) => canonicalName(name)),
  ]);
  const hidden = new HeaderNames([
    CLIENT_CERT,
    ...secretHeaders.map((name) => canonicalName(name)),
  ]);
  const lines: string[] = [];
  const masked = new Set<string>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!;
    const value = rawHeaders[index + 1]!.slice(0, LONGEST);
    if (hidden.has(name)) masked.add(name.toLowerCase());
    else if (shown.has(name)) lines.push(name, withoutSecrets(name, value));
  }
  return { rawHeaders: lines, masked: [...masked] };
}

/** The parameters that RFC 7239 5 defines; any other one may hold a secret. */
const PUBLIC = /^(?:for|by|host|proto)$/i;

/** A value, without the parameters of Forwarded that may hold a secret. */
export function withoutSecrets(name: string, value: string): string {
  if (canonicalName(name) !== FORWARDED) return value;
  // A quoted value of the client's may lack its end: then the rest is cut at each delimiter, too.
  return value.replaceAll(
    /([^\s;,="]+)(\s*=\s*)("(?:[^"\\]|\\.)*"|[^;,]*)/g,
    (whole, parameter: string, equals: string) =>
      PUBLIC.test(parameter) ? whole : `${parameter}${equals}${MASK}`,
  );
}
