import { isIP } from "node:net";
import { createResolver } from "@client-ip/core";
import { canonicalByUrl } from "./addresses.ts";
import { kept, same, type Target } from "../target.ts";

const resolver = createResolver([
  { address: "10.0.0.0/8", tells: "x-forwarded-for", repeat: true },
]);

/** The address of an element without port and brackets; nothing for other text. */
function addressOf(element: string): string | undefined {
  const text = element.replaceAll(/^[ \t]+|[ \t]+$/g, "");
  const [, inside] = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text) ?? [];
  const [, withPort] = /^(.+):\d{1,5}$/.exec(text) ?? [];
  const bare = [text, inside, withPort].find((one) => one !== undefined && isIP(one) !== 0);
  return bare === undefined || bare.includes("%") ? undefined : canonicalByUrl(bare);
}

/** The elements from the right: the first that is no hop, or the last of all that are. */
function walk(lines: readonly string[]): string | undefined {
  let last: string | undefined;
  for (const element of lines.flatMap((line) => line.split(",")).toReversed()) {
    last = addressOf(element);
    if (last === undefined || !last.startsWith("10.")) return last;
  }
  return last;
}

/** Addresses that no host has, which the walk refuses. */
const isNoHost = (address: string): boolean =>
  /^(?:0|22[4-9]|2[345]\d)\.|^(?:::|ff|fe[89ab]|fec)/.test(address);

export const xForwardedFor: Target = {
  name: "x-forwarded-for",
  guidedBy: ["core/src/headers/", "core/src/walk/", "core/src/address/"],
  seeds: [
    "203.0.113.7",
    "6.6.6.6, 203.0.113.7, 10.0.0.2",
    "2001:db8::7:443\n[2001:db8::7]:443, 10.0.0.1",
    "203.0.113.7:40001,10.1.1.1",
    "unknown, 10.0.0.9",
  ],
  tokens: [
    ",",
    ", ",
    " ",
    "\t",
    "\n",
    "10.0.0.1",
    "203.0.113.7",
    "[",
    "]",
    ":443",
    ":",
    "unknown",
    "::1",
    "2001:db8::1",
    '"',
    ";",
    "unix:",
    "65536",
  ],
  check: (input) => {
    // What a client may send: Node lets no other character into a header's value.
    const lines = input
      .split("\n")
      .map((line) => line.replaceAll(/[^\t\u0020-\u007e\u0080-\u00ff]/g, ""));
    const rawHeaders = lines.flatMap((line) => ["X-Forwarded-For", line]);
    const { ip, status } = resolver.resolve({ peer: "10.0.0.1", rawHeaders });
    const expected = walk(lines.filter((line) => line.trim() !== "" || lines.length > 1));
    if (ip !== undefined) same("the first address from the right that is no hop", ip, expected);
    else kept("a status where there is no client", status !== "resolved");
    const joined = resolver.resolve({
      peer: "10.0.0.1",
      rawHeaders: ["X-Forwarded-For", lines.join(", ")],
    });
    same("lines are one list (RFC 9110, section 5.3)", joined.ip, ip);
    const all = lines.flatMap((line) => line.split(",")).map((one) => one.trim());
    const isPlain =
      all.length <= 32 &&
      all.every(
        (one) => isIP(one) !== 0 && addressOf(one) === canonicalByUrl(one.replace(/%.*$/, "")),
      );
    if (isPlain && expected !== undefined && !expected.startsWith("10.") && !isNoHost(expected))
      same("plain lists have an answer", ip, expected);
  },
};
