import { Address } from "../../src/address/address.ts";
import { formatAddress, type parseAddress } from "../../src/address/parse.ts";

type Parse = typeof parseAddress;

/** What a parser makes of a whole text: canonical text, with the port where there is one. */
export function readBy(parse: Parse, text: string): string | undefined {
  const into = new Address();
  if (!parse(text, 0, text.length, into)) return into.family === 0 ? undefined : "left behind";
  return into.port < 0 ? formatAddress(into) : `${formatAddress(into)} port ${into.port}`;
}

/**
 * IPv6 by the URL Standard's serializer (url.spec.whatwg.org, 3.5), IPv4 as it is, mapped folded.
 */
export function canonicalByUrl(text: string): string {
  if (!text.includes(":")) return text;
  const plain = new URL(`http://[${text}]/`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(plain);
  if (mapped === null) return plain;
  const words = mapped.slice(1).map((group) => Number.parseInt(group, 16));
  return words.flatMap((word) => [word >>> 8, word & 255]).join(".");
}
