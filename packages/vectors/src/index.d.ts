/** One recorded request and one configured path. README.md explains the fields. */
export interface Vector {
  readonly id: string;
  /** The program that sent it, and its version: `nginx 1.22.1`. */
  readonly proxy: string;
  readonly scenario: string;
  readonly family: string;
  readonly about: string;
  /** Hops as `@client-ip/core` takes them, client side first. */
  readonly path: readonly Readonly<Record<string, unknown>>[];
  /** The socket's peer: an address, or `unix`. */
  readonly peer: string;
  /** Names and values in wire order. Bytes from 0x80 on are latin-1 characters. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** PROXY headers in front of the request, in hexadecimal. */
  readonly preamble?: string;
  readonly expect:
    | { readonly ip: string }
    | {
        readonly unresolved: true;
        readonly why: "ambiguous" | "conflict" | "hidden" | "malformed" | "missing";
      };
  /** The address that made the request; `null` if it cannot be known. */
  readonly truth: string | null;
  /** Whether the client sent forged data. */
  readonly attack: boolean;
  /** The path does not fit the proxies: `expect` is what the rules answer, not the truth. */
  readonly misuse?: true;
  /** The rules of docs/rules.md on which the answer rests. */
  readonly slugs: readonly string[];
  readonly rules?: readonly string[];
}

/** One PROXY header as a program sent it. */
export interface RecordedProxyHeader {
  readonly id: string;
  readonly sender: string;
  readonly hex: string;
  readonly decoded: Readonly<Record<string, unknown>>;
  readonly slugs: readonly string[];
}

/** The files of requests, without their ending: `nginx`. */
export const files: readonly string[];

/** The recorded requests of one file, or of all. Throws Node's error for an unknown file. */
export function vectors(file?: string): Vector[];

/** The recorded PROXY headers. */
export function proxyHeaders(): RecordedProxyHeader[];
