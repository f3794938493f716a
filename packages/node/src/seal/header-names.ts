/**
 * A header's name in one spelling: lower case, and a hyphen for whatever is neither letter nor
 * digit. Programs behind us that are called by CGI see `X_Forwarded_For` as X-Forwarded-For (RFC
 * 3875 4.1.18), and some of them do so with other characters, too.
 */
export function canonicalName(name: string): string {
  const lower = name.toLowerCase();
  return /[^a-z0-9-]/.test(lower) ? lower.replaceAll(/[^a-z0-9]/g, "-") : lower;
}

/**
 * Whether a header is one of these.
 *
 * @param name as sent. A pseudo-header of HTTP/2, such as `:path`, is none.
 * @param names canonical.
 */
export function isOneOf(name: string, names: ReadonlySet<string>): boolean {
  return names.has(canonicalName(name));
}
