import type { Resolver } from "@client-ip/core";
import { canonicalAddress } from "@client-ip/core/internal";
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

/**
 * One parameter of Forwarded (RFC 7239 4) with what separates it from the one before. IPv6 may
 * lack its quotes, as some proxies write it.
 */
const PARAMETER =
  /([ \t;,]*)([\w!#$%&'*+.^`|~-]+)=(?:"[^"\\]*(?:\\[^][^"\\]*)*"|[\w!#$%&'*+.^`|~:[\]-]+)(?=[ \t]*(?:[;,]|$))/gy;

/** A value, without the parameters of Forwarded that may hold a secret. */
export function withoutSecrets(name: string, value: string): string {
  if (canonicalName(name) !== FORWARDED) return value;
  let end = 0;
  const shown = value.replace(
    PARAMETER,
    (whole, before: string, parameter: string, offset: number) => {
      end = offset + whole.length;
      return PUBLIC.test(parameter) ? whole : `${before}${parameter}=${MASK}`;
    },
  );
  return /^[ \t;,]*$/.test(value.slice(end)) ? shown : plainParts(value);
}

/**
 * A value outside of the grammar, such as one in which a client left a quote open: what a proxy
 * appended may be read inside out then. Only addresses and schemes are shown.
 */
function plainParts(value: string): string {
  return value
    .split(/([;,])/)
    .map(plainPart)
    .join("");
}

/** @param part what stands between two delimiters, or one of them. */
function plainPart(part: string): string {
  const known = /^\s*(?:for|by|host|proto)=/i.exec(part)?.[0] ?? "";
  const value = part.slice(known.length);
  if (known !== "" && isPlain(value)) return part;
  return known + value.replaceAll(/[^\s"\\=;,]+/g, MASK);
}

/** Whether a value is a scheme or a node (RFC 7239 6), maybe with one of its quotes. */
function isPlain(value: string): boolean {
  const text = value.trim().replace(/^"/, "").replace(/"$/, "");
  if (text.length > 64) return false;
  return (
    /^(?:https?|(?:unknown|_[\w.-]+)(?::\d{1,5})?)$/i.test(text) ||
    isAddress(text) ||
    isAddress(text.replace(/:\d{1,5}$/, ""))
  );
}

function isAddress(text: string): boolean {
  return canonicalAddress(text.replace(/^\[(.*)\]$/, "$1")) !== undefined;
}
