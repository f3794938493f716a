import { Resolver } from "node:dns/promises";
import { DocumentError } from "./document-error.ts";
import type { Reader, Reading } from "./reader.ts";

/** As much of a resolver of `node:dns/promises` as is used. */
export interface DnsResolver {
  resolve4(name: string, options: { readonly ttl: true }): Promise<readonly DnsRecord[]>;
  resolve6(name: string, options: { readonly ttl: true }): Promise<readonly DnsRecord[]>;
  cancel(): void;
}

interface DnsRecord {
  readonly address: string;
  /** In seconds. */
  readonly ttl: number;
}

/** A name without records of a family (RFC 2308): not a failure. */
const NO_RECORDS: ReadonlySet<unknown> = new Set(["ENODATA", "ENOTFOUND"]);

/** Reads a list from the A and AAAA records of names: all of them, or none. */
export class DnsReader implements Reader {
  readonly #names: readonly string[];
  readonly #resolver: DnsResolver;

  constructor(names: readonly string[], resolver: DnsResolver = new Resolver()) {
    this.#names = names;
    this.#resolver = resolver;
  }

  async read(signal: AbortSignal): Promise<Reading> {
    const cancel = (): void => this.#resolver.cancel();
    signal.addEventListener("abort", cancel);
    try {
      const records = (await Promise.all(this.#names.map((name) => this.#recordsOf(name)))).flat();
      const ttl = Math.min(...records.map((record) => record.ttl));
      return {
        prefixes: [...new Set(records.map(({ address }) => address))].toSorted(),
        lifetime: ttl * 1000,
      };
    } finally {
      signal.removeEventListener("abort", cancel);
    }
  }

  keep(): void {
    // Answers have no version.
  }

  async #recordsOf(name: string): Promise<readonly DnsRecord[]> {
    const found = await Promise.all([
      this.#resolver.resolve4(name, { ttl: true }).catch((error) => noneOf(name, error)),
      this.#resolver.resolve6(name, { ttl: true }).catch((error) => noneOf(name, error)),
    ]);
    if (found.flat().length > 0) return found.flat();
    throw new DocumentError(`no addresses of ${name}`, "A or AAAA records");
  }
}

function noneOf(name: string, cause: unknown): readonly DnsRecord[] {
  const { code }: { readonly code?: unknown } = Object(cause);
  if (NO_RECORDS.has(code)) return [];
  throw new DocumentError(`no answer for ${name} (${String(code)})`, "A or AAAA records", {
    cause,
  });
}
