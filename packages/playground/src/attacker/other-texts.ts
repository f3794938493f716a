/** Addresses that an attacker names: two, since the request may have one of them. */
export const FORGED = ["6.6.6.6", "7.7.7.7"] as const;
const [ONE] = FORGED;

/** What can end an element or an address, or begin one. */
const SEPARATORS = [",", ";", ":", '"', "=", ".", "[", "]", " "];

/** What can stand in place of one character: nothing, a digit, a letter and the separators. */
export function otherCharacters(char: string): string[] {
  const digit = /\d/.test(char) ? String((Number(char) + 1) % 10) : "6";
  const letter = char === "a" ? "b" : "a";
  return ["", digit, letter, ...SEPARATORS].filter((other) => other !== char);
}

/** An address that an attacker names in place of another. */
export function otherAddress(address: string | undefined): string {
  return address === ONE ? FORGED[1] : ONE;
}

/**
 * What can stand in place of a whole text: nothing, an address, lists of them, elements of
 * Forwarded, and what ends a quoted text and begins an element.
 *
 * @param addresses of hops and clients, which an attacker may name
 */
export function otherTexts(addresses: readonly string[]): string[] {
  const named = [...FORGED, ...addresses];
  return [
    "",
    "unknown",
    '"',
    "host=a",
    "http",
    "https",
    "forged.example",
    ...named.flatMap((one) => [one, `${ONE}, ${one}`, `for=${nodeOf(one)}`]),
    `[${ONE}]:1`,
    `a,for=${ONE};host=a`,
    `a",for=${ONE};host="a`,
  ];
}

/** What can be written to the left and to the right of a text. */
export function surroundings(text: string): string[] {
  return [`${ONE}, ${text}`, `${text}, ${ONE}`, `${text}${ONE}`, `${text}"`, `"${text}`];
}

/** An address as Forwarded writes it (RFC 7239 6). */
function nodeOf(address: string): string {
  return address.includes(":") ? `"[${address}]"` : address;
}
