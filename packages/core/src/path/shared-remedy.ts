import type { ParsedHop } from "../config/parse-hop.ts";
import { textWith, textWithout } from "../config/rewritten-text.ts";
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

/**
 * What to write for a hop that sent a PROXY header to a proxy inside it. No text says
 * `source-address`, which is the same as no hop.
 */
export function proxyRemedy({ name }: ParsedHop, text?: string): string {
  const rest = text === undefined ? undefined : textWithout(text, name);
  return rest === undefined
    ? "Write tells: 'source-address' for the hop that sent it: the inner proxy took the address from it."
    : `Leave the hop out: '${rest}'. The inner proxy took the address from its PROXY header.`;
}

/** What to write for two hops that read one header. */
export function twiceRemedy({ name, tells }: ParsedHop, text?: string): string {
  if (!("header" in tells) || tells.header !== "cf-connecting-ip") {
    return "Use a list, or another header: the inner hop overwrites what the outer one wrote.";
  }
  const rest = text === undefined ? undefined : textWithout(text, name);
  return `A tunnel is Cloudflare's edge and cloudflared in one hop. Write it alone: '${rest ?? "cloudflare-tunnel"}'.`;
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
