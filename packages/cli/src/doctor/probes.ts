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

type Next = () => string;
type Lines = readonly (readonly [name: string, value: string])[];

/**
 * The requests that forge.
 *
 * @param names the headers to forge, in lower case.
 */
export function forgingProbes(
  names: readonly string[],
  addresses: ReturnType<typeof forgedAddresses>,
): readonly Probe[] {
  /** A request with these lines, and the addresses that were taken for them. */
  const probe = (what: string, write: (ipv4: Next, ipv6: Next) => Lines): Probe => {
    const forged: string[] = [];
    const keep = (next: Next) => (): string => {
      const address = next();
      forged.push(address);
      return address;
    };
    const lines = write(keep(addresses.ipv4), keep(addresses.ipv6));
    return { what, rawHeaders: lines.flat(), forged };
  };
  return [
    probe("every header", (ipv4) => names.map((name) => [name, valueFor(name, ipv4())])),
    probe("every header in IPv6", (_, ipv6) => names.map((name) => [name, valueFor(name, ipv6())])),
    probe("a list in X-Forwarded-For", (ipv4) => [["X-Forwarded-For", `${ipv4()}, ${ipv4()}`]]),
    probe("two lines of X-Forwarded-For", (ipv4) => [
      ["X-Forwarded-For", ipv4()],
      ["X-Forwarded-For", `${ipv4()}, ${ipv4()}`],
    ]),
    probe("addresses with ports", (ipv4, ipv6) => [
      ["X-Forwarded-For", `[${ipv6()}]:443, ${ipv4()}:8080`],
    ]),
    probe("a list that ends in what is no address", (ipv4) => [
      ["X-Forwarded-For", `${ipv4()}, unknown, `],
    ]),
    probe("two lines of Forwarded", (ipv4, ipv6) => [
      ["Forwarded", `for=${ipv4()}`],
      ["Forwarded", `for=${ipv4()};proto=https, for="[${ipv6()}]"`],
    ]),
    probe("a quote in Forwarded that never ends", (ipv4) => [["Forwarded", `for="${ipv4()}`]]),
    probe("most headers twice", (ipv4) =>
      // Varnish takes 64 lines.
      names.slice(0, 24).flatMap((name): Lines => [
        [name, valueFor(name, ipv4())],
        [name, valueFor(name, ipv4())],
      ]),
    ),
    probe("names with underscores", (ipv4) =>
      ["X_Forwarded_For", "X_Real_IP", "Forwarded_For"].map((name) => [name, ipv4()]),
    ),
    probe("a request to remove the headers", (ipv4) => [
      ["X-Forwarded-For", ipv4()],
      // Envoy refuses such a request.
      ["Connection", "close, x-forwarded-for, x-real-ip, forwarded"],
    ]),
    probe("the scheme and the host", () =>
      SCHEME_AND_HOST_HEADERS.map((name) => [name, FORGED_WORD]),
    ),
  ];
}

/** A valid value of each header: one that is not would be found by its form alone. */
function valueFor(name: string, address: string): string {
  if (name === "forwarded") return address.includes(":") ? `for="[${address}]"` : `for=${address}`;
  return name === "cloudfront-viewer-address" ? `${address}:443` : address;
}
