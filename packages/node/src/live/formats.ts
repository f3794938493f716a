import type { ListFormat } from "@client-ip/core";
import { isObject, parsePrefix } from "@client-ip/core/internal";
import { DocumentError } from "./document-error.ts";

/** Which entries of a document are wanted. */
export interface Selection {
  readonly service?: string;
  readonly region?: string;
  readonly tag?: string;
}

/** What a document lists. */
export interface ParsedDocument {
  readonly prefixes: readonly string[];
  /** When it was published, if it says so. */
  readonly published?: Date;
}

/** The format of a document, and which options select entries. */
export interface Format {
  readonly kind: "json" | "lines";
  /** The option that must be given. */
  readonly needs?: keyof Selection | undefined;
  readonly selects: readonly (keyof Selection)[];
  /**
   * Every entry is right, or the document is refused: also those that are not selected.
   *
   * @throws {DocumentError}
   */
  readonly parse: (text: string, selection: Selection) => ParsedDocument;
}

type Fields = Readonly<Record<string, unknown>>;

/** Each format, with the vendor's page or document that shows it. */
export const FORMATS: Readonly<Record<ListFormat, Format>> = {
  // Cloudflare's ips-v4, Bunny's /plain, EdgeOne: one address or CIDR a line.
  lines: { kind: "lines", selects: [], parse: (text) => ({ prefixes: parseLines(text) }) },
  // https://docs.aws.amazon.com/vpc/latest/userguide/aws-ip-syntax.html
  aws: json(["service", "region"], parseAws, "service"),
  // https://www.microsoft.com/en-us/download/details.aspx?id=56519
  azure: json(["tag"], parseAzure, "tag"),
  // https://bunnycdn.com/api/system/edgeserverlist
  bunny: json([], (root) => ({ prefixes: texts(root, "the document") })),
  // https://developers.cloudflare.com/api/resources/ips
  cloudflare: json([], parseCloudflare),
  // https://www.fastly.com/documentation/reference/api/utils/public-ip-list/
  fastly: json([], (root) => ({ prefixes: lists(root, ["addresses", "ipv6_addresses"]) })),
  // https://www.gstatic.com/ipranges/cloud.json
  google: json(["service", "region"], parseGoogle),
  // https://docs.imperva.com/bundle/cloud-application-security/page/settings/ip-addresses.htm
  imperva: json([], parseImperva),
};

function json(
  selects: Format["selects"],
  parse: (root: unknown, selection: Selection) => ParsedDocument,
  needs?: keyof Selection,
): Format {
  return {
    kind: "json",
    selects,
    needs,
    parse: (text, selection) => parse(parseJson(text), selection),
  };
}

function parseLines(text: string): readonly string[] {
  const entries: string[] = [];
  for (const line of text.split("\n")) {
    const comment = line.search(/(?:^|[ \t])#/);
    // Not an expression: on a long line of blanks it would take hours.
    const entry = (comment === -1 ? line : line.slice(0, comment)).trim();
    if (entry !== "") entries.push(entry);
  }
  return checked(entries);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return fail("text that is no JSON", "JSON");
  }
}

function parseAws(root: unknown, selection: Selection): ParsedDocument {
  const document = object(root, "the document");
  const entries = [
    ...entriesOf(document, "prefixes", ["ip_prefix"]),
    ...entriesOf(document, "ipv6_prefixes", ["ipv6_prefix"]),
  ].map(({ entry, prefix }) => ({
    prefix,
    service: textOf(entry, "service"),
    region: textOf(entry, "region"),
  }));
  return { prefixes: select(entries, selection), published: dateOf(document, 1000) };
}

function parseGoogle(root: unknown, selection: Selection): ParsedDocument {
  const document = object(root, "the document");
  const entries = entriesOf(document, "prefixes", ["ipv4Prefix", "ipv6Prefix"]).map(
    ({ entry, prefix }) => ({
      prefix,
      service: "service" in entry ? textOf(entry, "service") : undefined,
      region: "scope" in entry ? textOf(entry, "scope") : undefined,
    }),
  );
  return { prefixes: select(entries, selection), published: dateOf(document, 1) };
}

function parseAzure(root: unknown, { tag }: Selection): ParsedDocument {
  const tags = array(object(root, "the document"), "values").map((value) => {
    const entry = object(value, "values");
    const properties = object(entry["properties"], "properties");
    return { name: textOf(entry, "name"), prefixes: lists(properties, ["addressPrefixes"]) };
  });
  const found = tags.filter(({ name }) => name === tag);
  if (found.length === 1) return { prefixes: found.flatMap(({ prefixes }) => prefixes) };
  return fail(`${found.length} entries of the tag "${tag}"`, "one");
}

function parseCloudflare(root: unknown): ParsedDocument {
  const { success, result } = object(root, "the document");
  if (success !== true) return fail("success that is not true", "true");
  const more = isObject(result) && "jdcloud_cidrs" in result ? ["jdcloud_cidrs"] : [];
  return { prefixes: lists(result, ["ipv4_cidrs", "ipv6_cidrs", ...more]) };
}

function parseImperva(root: unknown): ParsedDocument {
  if (object(root, "the document")["res"] !== 0) return fail("res that is not 0", "0");
  return { prefixes: lists(root, ["ipRanges", "ipv6Ranges"]) };
}

/** The entries of a list of objects that have exactly one of these fields. */
function entriesOf(
  document: Fields,
  field: string,
  names: readonly string[],
): readonly { readonly entry: Fields; readonly prefix: string }[] {
  return array(document, field).map((value) => {
    const entry = object(value, field);
    const [name, ...more] = names.filter((one) => one in entry);
    if (name === undefined || more.length > 0)
      return fail(`an entry of ${field}`, names.join(" or "));
    return { entry, prefix: checkedOne(textOf(entry, name)) };
  });
}

function select(
  entries: readonly {
    readonly prefix: string;
    readonly service: string | undefined;
    readonly region: string | undefined;
  }[],
  { service, region }: Selection,
): readonly string[] {
  const wanted = entries.filter(
    (entry) =>
      (service === undefined || entry.service === service) &&
      (region === undefined || entry.region === region),
  );
  // An address may be listed for several services or regions.
  const prefixes = [...new Set(wanted.map(({ prefix }) => prefix))];
  if (prefixes.length > 0) return prefixes;
  const what = [service, region].filter((one) => one !== undefined).join(" in ");
  return fail(`no entries of ${what}`, "some");
}

/** `syncToken`: the time of publication in units of so many milliseconds, as text. */
function dateOf(document: Fields, unit: number): Date {
  const token = textOf(document, "syncToken");
  const date = new Date(Number(token) * unit);
  if (/^\d{1,15}$/.test(token) && !Number.isNaN(date.getTime())) return date;
  return fail("syncToken that is no time", "a number as text");
}

function lists(value: unknown, fields: readonly string[]): readonly string[] {
  const entry = object(value, "the document");
  return fields.flatMap((field) => texts(entry[field], field));
}

function texts(value: unknown, what: string): readonly string[] {
  if (!Array.isArray(value)) return fail(`${what} that is no array`, "an array of addresses");
  return checked(value);
}

function checked(values: readonly unknown[]): readonly string[] {
  return values.map((value) => checkedOne(value));
}

/** @throws ClientIpError `bad-address` or `host-bits` */
function checkedOne(value: unknown): string {
  if (typeof value !== "string") return fail("an entry that is no text", "an address or a CIDR");
  parsePrefix(value);
  return value;
}

function array(entry: Fields, field: string): readonly unknown[] {
  const value = entry[field];
  return Array.isArray(value) ? value : fail(`${field} that is no array`, "an array");
}

function object(value: unknown, what: string): Fields {
  return isObject(value) ? value : fail(`${what} that is no object`, "an object");
}

function textOf(entry: Fields, field: string): string {
  const value = entry[field];
  return typeof value === "string" ? value : fail(`${field} that is no text`, "text");
}

function fail(given: string, expected: string): never {
  throw new DocumentError(`a document with ${given}`, expected);
}
