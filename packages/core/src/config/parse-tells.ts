import { ClientIpError, failField, quote } from "../errors.ts";
import { closest } from "../options/closest.ts";
import { isObject, knownFields } from "../options/fields.ts";
import { headerName } from "./header-name.ts";

/** A hop's `tells`, parsed: the kind of evidence that the walk reads. */
export type ParsedTells =
  | {
      readonly kind: "list";
      readonly header: string;
      readonly appends: number;
      readonly format: "ip" | "ip:port" | undefined;
      readonly oneLine: boolean;
    }
  | {
      readonly kind: "forwarded";
      readonly unquoted: boolean;
      readonly hostChecked: boolean;
      readonly ownLine: boolean;
    }
  | {
      readonly kind: "value";
      readonly header: string;
      readonly format: "ip" | "ip:port" | undefined;
    }
  | {
      readonly kind: "external-address";
      readonly header: string;
      readonly trustedHops: number;
    }
  | { readonly kind: "proxy-protocol" }
  | { readonly kind: "source-address" }
  | { readonly kind: "nothing" };

/** The header that is checked against X-Forwarded-For: headers/envoy-external-address.ts. */
export const EXTERNAL_ADDRESS = "x-envoy-external-address";

/**
 * Headers that hold an address and a port, IPv6 without brackets: read as an address alone, the
 * port would become its last part.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html
 */
const WITH_PORT: ReadonlySet<string> = new Set(["cloudfront-viewer-address"]);

const TELLS_BY_NAME: Readonly<Record<string, ParsedTells>> = {
  "x-forwarded-for": {
    kind: "list",
    header: "x-forwarded-for",
    appends: 1,
    format: undefined,
    oneLine: false,
  },
  forwarded: { kind: "forwarded", unquoted: false, hostChecked: false, ownLine: false },
  "proxy-protocol": { kind: "proxy-protocol" },
  "source-address": { kind: "source-address" },
  nothing: { kind: "nothing" },
};

/**
 * Parses a hop's `tells`.
 *
 * @param hop the whole hop, for the error
 * @throws ClientIpError `no-tells`, `unknown-name`, `bad-field` or one of {@link headerName}
 */
export function parseTells(value: unknown, hop: unknown): ParsedTells {
  if (value === undefined) {
    throw new ClientIpError({
      code: "no-tells",
      given: `${quote(hop)} without tells`,
      expected: "WHAT the hop says about its peer",
      remedy: "Write tells: 'x-forwarded-for', or tells: 'nothing' for a hop that hides its peer.",
    });
  }
  if (typeof value === "string") {
    const found = Object.hasOwn(TELLS_BY_NAME, value) ? TELLS_BY_NAME[value] : undefined;
    return found ?? failName(value);
  }
  if (!isObject(value)) return failField("tells", value, "a string, { list } or { value }");
  return value["list"] === undefined ? parseValueTells(value) : parseListTells(value);
}

function failName(value: string): never {
  const names = Object.keys(TELLS_BY_NAME).join(", ");
  const meant = /^xff$/i.test(value)
    ? "x-forwarded-for"
    : closest(value, Object.keys(TELLS_BY_NAME));
  // People use many names for the protocol.
  const isProxy = /^(haproxy|proxy|send-proxy)([-_ ]?protocol)?([-_ ]?v?[12])?$/i.test(value);
  const name = isProxy ? "proxy-protocol" : meant;
  throw new ClientIpError({
    code: "unknown-name",
    given: `tells: ${quote(value)}`,
    expected: `one of ${names}, { list } or { value }`,
    remedy:
      name === undefined
        ? `For a header that holds one address, write { value: ${quote(value)} }.`
        : `Write '${name}'.`,
  });
}

function parseListTells(value: Readonly<Record<string, unknown>>): ParsedTells {
  const header = headerName(value["list"]);
  if (header === "forwarded") return parseForwardedTells(value);
  knownFields(value, ["list", "appends", "format", "oneLine"], "tells");
  if (header === EXTERNAL_ADDRESS) failField("list", header, "{ value }: it holds one address");
  if (WITH_PORT.has(header)) failWithPort(header, `list: ${quote(header)}`);
  const { appends } = value;
  return {
    kind: "list",
    header,
    appends: appends === undefined ? 1 : integer("appends", appends, 1, 8),
    format: parseFormat(value["format"]),
    oneLine: flag("oneLine", value["oneLine"]),
  };
}

function parseForwardedTells(value: Readonly<Record<string, unknown>>): ParsedTells {
  knownFields(value, ["list", "unquoted", "hostChecked", "ownLine"], "tells of Forwarded");
  return {
    kind: "forwarded",
    unquoted: flag("unquoted", value["unquoted"]),
    hostChecked: flag("hostChecked", value["hostChecked"]),
    ownLine: flag("ownLine", value["ownLine"]),
  };
}

function parseValueTells(value: Readonly<Record<string, unknown>>): ParsedTells {
  knownFields(value, ["value", "format", "trustedHops"], "tells");
  const header = headerName(value["value"]);
  if (header === "forwarded")
    failField("value", header, "tells: 'forwarded', which has a grammar of its own");
  const { trustedHops } = value;
  const format = parseFormat(value["format"]);
  if (header === EXTERNAL_ADDRESS) {
    if (format !== undefined)
      failField("format", format, `no format: ${header} holds a bare address`);
    const count = trustedHops === undefined ? 0 : integer("trustedHops", trustedHops, 0, 31);
    return { kind: "external-address", header, trustedHops: count };
  }
  if (trustedHops !== undefined) {
    failField("trustedHops", trustedHops, `no trustedHops: only ${EXTERNAL_ADDRESS} has them`);
  }
  if (WITH_PORT.has(header) && format !== "ip:port") {
    failWithPort(header, `value: ${quote(header)} without format: "ip:port"`);
  }
  return { kind: "value", header, format };
}

function parseFormat(format: unknown): "ip" | "ip:port" | undefined {
  return format === undefined || format === "ip" || format === "ip:port"
    ? format
    : failField("format", format, "'ip' or 'ip:port'");
}

function failWithPort(header: string, given: string): never {
  throw new ClientIpError({
    code: "bad-field",
    given,
    expected: "the format of a header that holds an address and a port, IPv6 without brackets",
    remedy: `Write tells: { value: ${quote(header)}, format: "ip:port" }.`,
  });
}

/** @throws ClientIpError `bad-field` */
function flag(field: string, value: unknown): boolean {
  return value === undefined || typeof value === "boolean"
    ? value === true
    : failField(field, value, "true or false");
}

/**
 * Checks that a value is a whole number from `min` to `max`, both included.
 *
 * @throws ClientIpError `bad-field`
 */
function integer(field: string, value: unknown, min: number, max: number): number {
  return typeof value === "number" && Number.isInteger(value) && value >= min && value <= max
    ? value
    : failField(field, value, `a whole number from ${min} to ${max}`);
}
