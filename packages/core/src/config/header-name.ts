import { ClientIpError, quote } from "../errors.ts";

/**
 * Headers that Node reduces to their first line in `headers`: over HTTP/1 (nodejs.org,
 * `message.headers`), or over HTTP/2 (`kSingleValueHeaders` in lib/internal/http2/util.js).
 */
const SINGLETONS = new Set([
  "access-control-allow-credentials",
  "access-control-max-age",
  "access-control-request-method",
  "age",
  "authorization",
  "content-encoding",
  "content-language",
  "content-length",
  "content-location",
  "content-md5",
  "content-range",
  "content-type",
  "date",
  "dnt",
  "etag",
  "expires",
  "from",
  "host",
  "if-match",
  "if-modified-since",
  "if-none-match",
  "if-range",
  "if-unmodified-since",
  "last-modified",
  "location",
  "max-forwards",
  "proxy-authorization",
  "range",
  "referer",
  "retry-after",
  "server",
  "tk",
  "upgrade-insecure-requests",
  "user-agent",
  "x-content-type-options",
]);

/**
 * Parses a configured header name.
 *
 * @returns the name in lower case
 * @throws ClientIpError `bad-header-name` when it is not a token (RFC 9110 5.1), `singleton-header`
 *   when Node would hide a second line
 */
export function headerName(value: unknown): string {
  if (typeof value !== "string" || !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(value)) {
    throw new ClientIpError({
      code: "bad-header-name",
      given: quote(value),
      expected: "a header name",
      remedy: "Write the name alone, such as 'x-real-ip': no colon, no spaces.",
    });
  }
  const name = value.toLowerCase();
  if (SINGLETONS.has(name)) {
    throw new ClientIpError({
      code: "singleton-header",
      given: quote(value),
      expected: "a header that Node shows with all its lines",
      remedy: `Node keeps only the first "${name}" line, which the client may have sent: use another header.`,
    });
  }
  return name;
}
