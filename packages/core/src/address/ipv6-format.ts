/** A run of zero groups in an IPv6 address. `start` is -1 if there is none. */
interface ZeroRun {
  readonly start: number;
  readonly length: number;
}

/**
 * Overwritten by each call of {@link longestZeroRun}, so that formatting allocates only the text.
 */
const run = { start: -1, length: 1 };

/**
 * The run that RFC 5952 4.2 writes as `::`: the longest of two or more zero groups, and the first
 * of equal ones.
 *
 * @param groups the eight groups of an address
 * @returns the same object from every call
 */
export function longestZeroRun(groups: Uint16Array): ZeroRun {
  run.start = -1;
  run.length = 1;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === 0) end++;
    if (end - i > run.length) {
      run.start = i;
      run.length = end - i;
    }
    i = end;
  }
  return run;
}

/**
 * The canonical text of an IPv6 address (RFC 5952 4): lower case, no leading zeros, `::` for the
 * longest run of zeros.
 *
 * @param groups the eight groups of the address
 */
export function formatIPv6Groups(groups: Uint16Array): string {
  const zeros = longestZeroRun(groups);
  let text = "";
  let separator = "";
  for (let i = 0; i < 8; i++) {
    if (i === zeros.start) {
      text += "::";
      separator = "";
      i += zeros.length - 1;
    } else {
      text += separator + groups[i]!.toString(16);
      separator = ":";
    }
  }
  return text;
}
