import { isIP } from "node:net";
import { canonicalAddress } from "../../../packages/core/src/address/canonical.ts";
import { kept, same, type Target } from "../target.ts";

/** Canonical text by the URL Standard (3.5), with IPv4-mapped addresses folded. */
export function canonicalByUrl(text: string): string {
  if (isIP(text) === 4) return text;
  const plain = new URL(`http://[${text.replace(/%.*$/s, "")}]/`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(plain);
  if (mapped === null) return plain;
  const words = mapped.slice(1).map((group) => Number.parseInt(group, 16));
  return words.flatMap((word) => [word >>> 8, word & 255]).join(".");
}

export const addresses: Target = {
  name: "addresses",
  guidedBy: ["core/src/address/"],
  seeds: ["203.0.113.7", "2001:db8::7", "::ffff:192.0.2.1", "fe80::1%eth0", "1:2:3:4:5:6:1.2.3.4"],
  tokens: [":", "::", ".", "0", "00", "255", "256", "ffff", "FFFF", "%", "1", "a", "/", "-"],
  check: (text) => {
    const found = canonicalAddress(text);
    const bare = text.replace(/%.*$/s, "");
    const isAddress = isIP(bare) !== 0;
    same("an address exactly where net.isIP says so", found !== undefined, isAddress);
    if (found === undefined) return;
    same("the canonical text of the URL Standard", found, canonicalByUrl(bare));
    kept("canonical text is its own", canonicalAddress(found) === found);
  },
};
