import type { ProxyEndpoint } from "@client-ip/core";
import { formatIPv4, formatIPv6 } from "./ipv6-text.ts";
import { INSPECT } from "./inspect.ts";

// The text of an address is made when it is first read, since many addresses never are. There are
// two plain classes because the constructor of a common base would double the cost.

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

  [INSPECT](): ProxyEndpoint {
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

  [INSPECT](): ProxyEndpoint {
    return this.toJSON();
  }
}

/** An end whose IPv4 address is given as a word in network order. */
export function ipv4Endpoint(word: number, port: number): ProxyEndpoint {
  return new IPv4Endpoint(word, port);
}

/** An end whose IPv6 address is given as four words in network order. */
export function ipv6Endpoint(
  a: number,
  b: number,
  c: number,
  d: number,
  port: number,
): ProxyEndpoint {
  return new IPv6Endpoint(a, b, c, d, port);
}
