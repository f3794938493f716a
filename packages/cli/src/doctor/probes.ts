import type { forgedAddresses } from "./forged-addresses.ts";
import { SCHEME_AND_HOST_HEADERS } from "./headers.ts";

/** One request from the outside. */
export interface Probe {
  /** What it tries, as a phrase. */
  readonly what: string;
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
  /** The addresses in it, canonical. */
  readonly forged: readonly string[];
}

/** A request that forges nothing. */
export const HONEST: Probe = { what: "nothing", rawHeaders: [], forged: [] };

/** What is written into headers that hold no address. */
export const FORGED_WORD = "forged-by-client-ip-doctor";

/**
 * The requests that forge.
 *
 * @param names the headers to forge, in lower case.
 */
export function forgingProbes(
  names: readonly string[],
  addresses: ReturnType<typeof forgedAddresses>,
): readonly Probe[] {
  const { ipv4, ipv6 } = addresses;
  return [
    single("every header", names, ipv4),
    single("every header in IPv6", names, ipv6),
    lists("a list in X-Forwarded-For", [["X-Forwarded-For", [ipv4(), ipv4()]]]),
    lists("two lines of X-Forwarded-For", [
      ["X-Forwarded-For", [ipv4()]],
      ["X-Forwarded-For", [ipv4(), ipv4()]],
    ]),
    lists("addresses with ports", [["X-Forwarded-For", [`[${ipv6()}]:443`, `${ipv4()}:8080`]]]),
    lists("a list that ends in what is no address", [["X-Forwarded-For", [ipv4(), "unknown", ""]]]),
    lists("two lines of Forwarded", [
      ["Forwarded", [`for=${ipv4()}`]],
      ["Forwarded", [`for=${ipv4()};proto=https`, `for="[${ipv6()}]"`]],
    ]),
    lists("a quote in Forwarded that never ends", [["Forwarded", [`for="${ipv4()}`]]]),
    lists(
      "most headers twice",
      // Varnish takes 64 lines.
      names.slice(0, 24).flatMap((name) => [
        [name, [valueFor(name, ipv4())]],
        [name, [valueFor(name, ipv4())]],
      ]),
    ),
    lists(
      "names with underscores",
      ["X_Forwarded_For", "X_Real_IP", "Forwarded_For"].map((name) => [name, [ipv4()]]),
    ),
    lists("a request to remove the headers", [
      ["X-Forwarded-For", [ipv4()]],
      // Envoy refuses such a request.
      ["Connection", ["close", "x-forwarded-for", "x-real-ip", "forwarded"]],
    ]),
    {
      what: "the scheme and the host",
      rawHeaders: SCHEME_AND_HOST_HEADERS.flatMap((name) => [name, FORGED_WORD]),
      forged: [],
    },
  ];
}

function single(what: string, names: readonly string[], next: () => string): Probe {
  return lists(
    what,
    names.map((name) => [name, [valueFor(name, next())]]),
  );
}

/** A valid value of each header: one that is not would be found by its form alone. */
function valueFor(name: string, address: string): string {
  if (name === "forwarded") return address.includes(":") ? `for="[${address}]"` : `for=${address}`;
  return name === "cloudfront-viewer-address" ? `${address}:443` : address;
}

function lists(
  what: string,
  lines: readonly (readonly [name: string, elements: readonly string[]])[],
): Probe {
  const rawHeaders = lines.flatMap(([name, elements]) => [name, elements.join(", ")]);
  const text = rawHeaders.filter((_, i) => i % 2 === 1).join(" ");
  const forged = text.match(/\d+\.\d+\.\d+\.\d+|2001:db8:f0:9ed::[\da-f]+(?=[\]:,\s]|$)/g) ?? [];
  return { what, rawHeaders, forged: [...new Set(forged)] };
}
