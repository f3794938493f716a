/** The headers of the scheme and the host that programs read most. */
export const SCHEME_AND_HOST_HEADERS: readonly string[] = ["x-forwarded-proto", "x-forwarded-host"];

/** The values of a header's lines, first line first. */
export function linesOf(rawHeaders: readonly string[], header: string): readonly string[] {
  return rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]!.toLowerCase() === header);
}
