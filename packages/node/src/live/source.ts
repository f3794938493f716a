import { ClientIpError, type ListSource } from "@client-ip/core";
import {
  checkOptions,
  isObject,
  oneOfThese,
  type OptionRule,
  type OptionRules,
  TEXT,
} from "@client-ip/core/internal";
import { DnsReader } from "./dns-reader.ts";
import { FileReader } from "./file-reader.ts";
import { FORMATS, type Selection } from "./formats.ts";
import type { Reader } from "./reader.ts";
import { UrlReader } from "./url-reader.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How a source is read. */
export interface Plan {
  readonly reader: Reader;
  /** In milliseconds, from one refresh to the next. */
  readonly refreshAfter: number;
  /** In milliseconds, for one refresh. */
  readonly timeout: number;
  /** A file in which the list is kept. */
  readonly store: string | undefined;
}

/** How often each kind of source is read. */
const REFRESH_AFTER = { url: 12 * HOUR, file: MINUTE, dns: HOUR };

const TEXTS: OptionRule = {
  expected: "text, or an array of such",
  allows: (value) => {
    const all = Array.isArray(value) ? value : [value];
    return all.length > 0 && all.every((one) => TEXT.allows(one));
  },
};

const TIME: OptionRule = {
  expected: "a number of milliseconds, at least 1000",
  allows: (value) => typeof value === "number" && value >= SECOND && value <= 2 ** 31 - 1,
};

const RULES: OptionRules<ListSource> = {
  url: TEXTS,
  file: TEXT,
  dns: TEXTS,
  format: oneOfThese(...Object.keys(FORMATS)),
  service: TEXT,
  region: TEXT,
  tag: TEXT,
  refreshAfter: TIME,
  timeout: TIME,
  store: TEXT,
};

const REMEDY = 'Write for example { url: "https://cdn.example/ips" }.';

/**
 * How to read a source.
 *
 * @throws ClientIpError `live-source`
 */
export function planOf(source: ListSource): Plan {
  if (!isObject(source)) return fail("no object", "an object", REMEDY);
  checkOptions(source, RULES, {
    code: "live-source",
    given: (option, value) =>
      `a live list with ${option}${value === undefined ? "" : `: ${value}`}`,
    remedy: REMEDY,
  });
  const kinds = (["url", "file", "dns"] as const).filter((kind) => source[kind] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    const given = kinds.length === 0 ? "no url, file or dns" : kinds.join(" and ");
    return fail(`a live list with ${given}`, "one of the three", REMEDY);
  }
  const { refreshAfter = REFRESH_AFTER[kind], timeout = 30 * SECOND, store }: ListSource = source;
  return { reader: readerOf(source), refreshAfter, timeout, store };
}

function readerOf(source: ListSource): Reader {
  const { url, file, dns, format: name = "lines" } = source;
  const format = FORMATS[name];
  const selection = selectionOf(source, name);
  if (file !== undefined) return new FileReader(file, format, selection);
  if (url === undefined) {
    if (source.format !== undefined) fail("a live list with dns and format", "no format", REMEDY);
    return new DnsReader([dns ?? []].flat());
  }
  const urls = [url].flat().map((one) => parseUrl(one));
  return new UrlReader(urls, format, selection);
}

function selectionOf(source: ListSource, name: keyof typeof FORMATS): Selection {
  const { selects, needs } = FORMATS[name];
  const given = (["service", "region", "tag"] as const).filter((one) => source[one] !== undefined);
  const unused = given.find((one) => !selects.includes(one));
  if (unused !== undefined) {
    const formats = Object.entries(FORMATS).filter(([, one]) => one.selects.includes(unused));
    const names = formats.map(([one]) => one).join(" or ");
    fail(`${unused} with the format ${name}`, `the format ${names}`, "Leave it out.");
  }
  if (needs !== undefined && source[needs] === undefined) {
    const all = "All of its addresses would be believed, those of other customers' machines too.";
    fail(`the format ${name} without ${needs}`, `${needs}: the entries to use`, all);
  }
  return source;
}

/** Anyone between here and there could change a document that is fetched without TLS. */
function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url));
  if (url !== undefined && isSafe && url.username === "" && url.password === "") return url;
  const given = `the URL ${url === undefined ? "that cannot be parsed" : `of ${url.protocol}//${url.host}`}`;
  return fail(given, "https, without a user, or http on loopback", REMEDY);
}

function isLoopback({ hostname }: URL): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

function fail(given: string, expected: string, remedy: string): never {
  throw new ClientIpError({ code: "live-source", given, expected, remedy });
}
