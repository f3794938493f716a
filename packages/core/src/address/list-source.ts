/**
 * How a document lists addresses. `lines`: one a line, comments begin with `#`. The others are
 * those of vendors' JSON; `bunny` is an array of addresses.
 */
export type ListFormat =
  | "lines"
  | "aws"
  | "azure"
  | "bunny"
  | "cloudflare"
  | "fastly"
  | "google"
  | "imperva";

/**
 * Where a live list is published: one of `url`, `file` and `dns`. Plain data, which the core only
 * shows. `@client-ip/node` reads it, and keeps the list fresh.
 */
export interface ListSource {
  /** The https URL of a document, or the URLs of several that are one list together. */
  readonly url?: string | readonly string[];
  /** The path of a file with such a document. */
  readonly file?: string;
  /** A name, or several, whose A and AAAA records are the list. */
  readonly dns?: string | readonly string[];
  /** The format of the document. Default: `lines`. */
  readonly format?: ListFormat;
  /** With `aws`, `google`: only the entries of this service, such as `CLOUDFRONT_ORIGIN_FACING`. */
  readonly service?: string;
  /** With `aws` or `google`: the entries of this region (`scope`) alone. */
  readonly region?: string;
  /** With `azure`: the service tag, such as `AzureFrontDoor.Backend`. */
  readonly tag?: string;
  /** How long after one refresh the next begins, in milliseconds, about. */
  readonly refreshAfter?: number;
  /** The most time that one refresh may take, in milliseconds. */
  readonly timeout?: number;
  /**
   * The path of a file in which the last good list is kept, for the next start. A process that can
   * write to it can forge clients.
   */
  readonly store?: string;
}

/** A copy that no later change of the object reaches. */
export function copySource(source: ListSource): ListSource {
  const { url, dns } = source;
  return Object.freeze({
    ...source,
    ...(typeof url === "object" && { url: Object.freeze([...url]) }),
    ...(typeof dns === "object" && { dns: Object.freeze([...dns]) }),
  });
}

/**
 * A source as text for people. A URL is shown without its query and its user: they may hold a
 * secret.
 */
export function sourceText({ url, file, dns }: ListSource): string {
  const [kind, value] =
    url === undefined ? (file === undefined ? ["DNS", dns] : ["file", file]) : ["", url];
  const places = (Array.isArray(value) ? value : [value]).map((place) => publicUrl(String(place)));
  return `${kind} ${places.join(" and ")}`.trim();
}

/** A URL without its user, query and fragment. */
export function publicUrl(url: string): string {
  return url.replace(/[?#].*/s, "").replace(/^([a-z]+:\/\/)[^/]*@/i, "$1");
}
