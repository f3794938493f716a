import type { ProxyEndpoint } from "@client-ip/core";
import { formatIPv4, formatIPv6 } from "./ipv6-text.ts";
import { shownAs } from "./shown-as.ts";

// An address stays a number until somebody reads it: most are compared, or never looked at. Two plain classes instead
// of a common base, whose constructor would cost as much as the rest.

class IPv4Endpoint implements ProxyEndpoint {
  readonly port: number;
  readonly #word: number;
  #text: string | undefined;

  constructor(word: number, port: number) {
    this.port = port;
    this.#word = word;
  }

  get address(): string {
    this.#text ??= formatIPv4(this.#word);
    return this.#text;
  }

  toJSON(): ProxyEndpoint {
    return { address: this.address, port: this.port };
  }

  [shownAs](): ProxyEndpoint {
    return this.toJSON();
  }
}

class IPv6Endpoint implements ProxyEndpoint {
  readonly port: number;
  readonly #a: number;
  readonly #b: number;
  readonly #c: number;
  readonly #d: number;
  #text: string | undefined;

  constructor(a: number, b: number, c: number, d: number, port: number) {
    this.port = port;
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#d = d;
  }

  get address(): string {
    this.#text ??= formatIPv6(this.#a, this.#b, this.#c, this.#d);
    return this.#text;
  }

  toJSON(): ProxyEndpoint {
    return { address: this.address, port: this.port };
  }

  [shownAs](): ProxyEndpoint {
    return this.toJSON();
  }
}

/** An IPv4 address as a word in network order. */
export function ipv4Endpoint(word: number, port: number): ProxyEndpoint {
  return new IPv4Endpoint(word, port);
}

/** An IPv6 address as four words in network order. */
export function ipv6Endpoint(
  a: number,
  b: number,
  c: number,
  d: number,
  port: number,
): ProxyEndpoint {
  return new IPv6Endpoint(a, b, c, d, port);
}
