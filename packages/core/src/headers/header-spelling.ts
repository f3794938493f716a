/** Words of header names that are not written with one capital letter. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ["appengine", "AppEngine"],
  ["cdn", "CDN"],
  ["cf", "CF"],
  ["clientip", "ClientIP"],
  ["cloudfront", "CloudFront"],
  ["eo", "EO"],
  ["ip", "IP"],
  ["nf", "NF"],
  ["socketip", "SocketIP"],
]);

/** The usual spelling of a lower-case header name, for people: `X-Real-IP`. */
export function usualSpelling(name: string): string {
  return name
    .split("-")
    .map((word) => WORDS.get(word) ?? word.charAt(0).toUpperCase() + word.slice(1))
    .join("-");
}
