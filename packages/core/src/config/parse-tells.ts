import { ClientIpError, failField, quote } from "../errors.ts";
import { headerName, isObject, knownFields } from "./fields.ts";

/** A hop's `tells`, parsed: the kind of evidence that the walk reads. */
export type ParsedTells =
  | { readonly kind: "list"; readonly header: string; readonly appends: number }
  | { readonly kind: "forwarded" }
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

const TELLS_BY_NAME: Readonly<Record<string, ParsedTells>> = {
  "x-forwarded-for": { kind: "list", header: "x-forwarded-for", appends: 1 },
  forwarded: { kind: "forwarded" },
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
  // The protocol has many names in the field.
  const isProxy = /^(haproxy|proxy|send-proxy)([-_ ]?protocol)?([-_ ]?v?[12])?$/i.test(value);
  const header = isProxy ? "proxy-protocol" : value.toLowerCase();
  throw new ClientIpError({
    code: "unknown-name",
    given: `tells: ${quote(value)}`,
    expected: `one of ${names}, { list } or { value }`,
    remedy: Object.hasOwn(TELLS_BY_NAME, header)
      ? `Write '${header}'.`
      : `For a header that holds one address, write { value: ${quote(value)} }.`,
  });
}

function parseListTells(value: Readonly<Record<string, unknown>>): ParsedTells {
  knownFields(value, ["list", "appends"], "tells");
  const header = headerName(value["list"]);
  if (header === "forwarded")
    failField("list", header, "tells: 'forwarded', which has a grammar of its own");
  if (header === EXTERNAL_ADDRESS) failField("list", header, "{ value }: it holds one address");
  const { appends } = value;
  if (appends === undefined) return { kind: "list", header, appends: 1 };
  return { kind: "list", header, appends: integer("appends", appends, 1, 8) };
}

function parseValueTells(value: Readonly<Record<string, unknown>>): ParsedTells {
  knownFields(value, ["value", "format", "trustedHops"], "tells");
  const header = headerName(value["value"]);
  if (header === "forwarded")
    failField("value", header, "tells: 'forwarded', which has a grammar of its own");
  const { format, trustedHops } = value;
  if (header === EXTERNAL_ADDRESS) {
    if (format !== undefined)
      failField("format", format, `no format: ${header} holds a bare address`);
    const count = trustedHops === undefined ? 0 : integer("trustedHops", trustedHops, 0, 31);
    return { kind: "external-address", header, trustedHops: count };
  }
  if (trustedHops !== undefined) {
    failField("trustedHops", trustedHops, `no trustedHops: only ${EXTERNAL_ADDRESS} has them`);
  }
  if (format !== undefined && format !== "ip" && format !== "ip:port") {
    failField("format", format, "'ip' or 'ip:port'");
  }
  return { kind: "value", header, format };
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
