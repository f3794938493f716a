import { isIP } from "node:net";
import { createResolver } from "@client-ip/core";
import { kept, same, type Target } from "../target.ts";
import { canonicalByUrl } from "./addresses.ts";

const PEER = "10.0.0.1";
const resolverOf = (format: "ip" | "ip:port" | undefined): ReturnType<typeof createResolver> =>
  createResolver({ address: PEER, tells: { value: "x-real-ip", ...(format && { format }) } });
const [either, bare, withPort] = [resolverOf(undefined), resolverOf("ip"), resolverOf("ip:port")];

/** An address without a zone, in canonical text; nothing for other text. */
function bareAddressOf(text: string): string | undefined {
  return isIP(text) === 0 || text.includes("%") ? undefined : canonicalByUrl(text);
}

/** The address before a port, with or without the brackets of IPv6. */
function addressBeforePort(text: string): string | undefined {
  const [, address = "", port = ""] = /^(.*):(\d{1,5})$/s.exec(text) ?? [];
  const [, inside = address] = /^\[(.*:.*)\]$/s.exec(address) ?? [];
  return Number(port) > 65_535 ? undefined : bareAddressOf(inside);
}

/** What the text may mean where a port is optional. */
function readingsOf(text: string): readonly (string | undefined)[] {
  const [, inside = ""] = /^\[(.*:.*)\]$/s.exec(text) ?? [];
  return [bareAddressOf(text), bareAddressOf(inside), addressBeforePort(text)];
}

/** Addresses of the ranges for documentation, which nothing refuses. */
const isPlain = (address: string | undefined): boolean =>
  /^203\.0\.113\.|^2001:db8:/.test(address ?? "");

export const singleValues: Target = {
  name: "single-values",
  guidedBy: ["core/src/headers/single-value", "core/src/headers/scan", "core/src/address/"],
  seeds: [
    "203.0.113.7",
    "203.0.113.7:40001",
    "[2001:db8::7]:443",
    "2001:db8::7:443",
    "::ffff:cb00:7107:4194",
    " 203.0.113.7\t",
    "203.0.113.7, 203.0.113.7",
    "203.0.113.7\n203.0.113.7",
  ],
  tokens: [",", " ", "\t", "\n", "[", "]", ":", "::", ".", "%", "0", ":65535", ":65536", "ffff"],
  check: (input) => {
    const lines = input
      .split("\n")
      .map((line) => line.replaceAll(/[^\t\u0020-\u007e\u0080-\u00ff]/g, ""));
    const rawHeaders = lines.flatMap((line) => ["X-Real-IP", line]);
    const text = lines.join(", ").replaceAll(/^[ \t]+|[ \t]+$/g, "");
    const found = (resolver: typeof either): string | undefined =>
      resolver.resolve({ peer: PEER, rawHeaders }).ip;
    const [one, ip, port] = [found(either), found(bare), found(withPort)];

    if (ip !== undefined) same("the whole value is the address", ip, bareAddressOf(text));
    if (port !== undefined) same("what is before the port", port, addressBeforePort(text));
    if (one !== undefined) kept("one of the value's readings", readingsOf(text).includes(one));
    if (isPlain(bareAddressOf(text))) same("a bare address has an answer", ip, bareAddressOf(text));
    if (isPlain(addressBeforePort(text)))
      same("an address with a port has an answer", port, addressBeforePort(text));
    // `::ffff:cb00:7107:4194` is one address, or another one and a port.
    const [address, , dotted] = readingsOf(text);
    const isAmbiguous = address?.startsWith("::ffff:") === true && dotted?.includes(".") === true;
    if (isAmbiguous) same("two readings are none", [one, ip], [undefined, undefined]);
  },
};
