import { textWith } from "../config/hops-text.ts";
import { quote } from "../errors.ts";

/**
 * Both ways out for a shared hop without a second proof, the safe one first, in the form that the
 * path was written in.
 *
 * @param text the text that the path was read from
 */
export function sharedRemedy(name: string, text?: string): string {
  const proven = wayOut(name, text, "secret=env:ORIGIN_SECRET", SECRET);
  const believed = wayOut(name, text, "any-customer", "anyCustomer: true");
  return (
    `Let the vendor add a secret header for your site: ${proven}. ` +
    `Without it another customer can point a site at your origin and name any client; to accept that: ${believed}.`
  );
}

const SECRET = 'secret: { header: "x-origin-secret", value: SECRET }';

function wayOut(name: string, text: string | undefined, words: string, fields: string): string {
  const whole = text === undefined ? undefined : textWith(text, name, words);
  return whole === undefined ? `${hopWith(name, fields)}, or in text ${words}` : `'${whole}'`;
}

/** How to write the hop with more fields. */
function hopWith(name: string, fields: string): string {
  return name === "cloudflare"
    ? `cloudflare({ ${fields} })`
    : `{ name: ${quote(name)}, …, ${fields} }`;
}
