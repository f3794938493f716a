const groups = new Uint16Array(8);

/** The canonical text of an IPv6 address given as four words (RFC 5952); `::ffff:a.b.c.d` is not folded. */
export function formatIPv6(a: number, b: number, c: number, d: number): string {
  if (a === 0 && b === 0 && c === 0xffff) return `::ffff:${formatIPv4(d)}`;
  putGroups(0, a);
  putGroups(2, b);
  putGroups(4, c);
  putGroups(6, d);
  findZeros(groups);
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

function putGroups(index: number, word: number): void {
  groups[index] = word >>> 16;
  groups[index + 1] = word;
}

/** Dotted decimal of an IPv4 address given as a word. */
export function formatIPv4(word: number): string {
  return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
}

/** Whether {@link formatIPv6} would shorten these groups at the same place, by as many, and without dotted decimal. */
export function hasCanonicalGap(written: Uint16Array, start: number, length: number): boolean {
  // Five zero groups and ffff: the text would end in dotted decimal.
  if (start === 0 && length === 5 && written[5] === 0xffff) return false;
  findZeros(written);
  return start === zeros.start && (start < 0 || length === zeros.length);
}

/** The longest run of two or more zero groups, the first of equals (RFC 5952 4.2); start -1 if there is none. */
const zeros = { start: -1, length: 1 };

function findZeros(of: Uint16Array): void {
  zeros.start = -1;
  zeros.length = 1;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && of[end] === 0) end++;
    if (end - i > zeros.length) {
      zeros.start = i;
      zeros.length = end - i;
    }
    i = end;
  }
}
