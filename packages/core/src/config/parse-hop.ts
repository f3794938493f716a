import type { AddressSet } from "../address/address-set.ts";
import { ClientIpError, quote } from "../errors.ts";
import type { ClientIpErrorCode } from "../errors.ts";
import { parseAddressSet } from "../address/parse-address-set.ts";
import { parseTells } from "./parse-tells.ts";
import type { ParsedTells } from "./parse-tells.ts";
import { headerName, isObject, knownFields } from "./fields.ts";
import { failField } from "../errors.ts";

/** A secret as it is compared: the header's lower-case name and all values that are accepted. */
export interface ParsedSecret {
  readonly header: string;
  readonly values: readonly string[];
}

/** A hop whose fields are each right; whether they fit together is `path-rules.ts`'s question. */
export interface ParsedHop {
  readonly name: string;
  readonly address: AddressSet | undefined;
  readonly identity: readonly string[] | undefined;
  readonly secret: ParsedSecret | undefined;
  readonly tells: ParsedTells;
  readonly xfcc: "last" | "only" | undefined;
  readonly repeat: boolean;
  readonly required: boolean;
  readonly shared: boolean;
}

const FIELDS = [
  "name",
  "address",
  "identity",
  "secret",
  "tells",
  "xfcc",
  "repeat",
  "required",
  "shared",
];

/**
 * Reads one configured hop.
 *
 * @throws ClientIpError for each field that cannot be right
 */
export function parseHop(value: unknown): ParsedHop {
  if (!isObject(value)) {
    throw new ClientIpError({
      code: "config-type",
      given: quote(value),
      expected: "a hop: { name?, address | identity | secret, tells, … }",
      remedy:
        typeof value === "function"
          ? "A preset is called: cloudflare()."
          : typeof value === "string"
            ? "Addresses in one text are separated by commas: '10.0.0.0/8, loopback'; in a path write a hop, or call the preset: nginx()."
            : "Write a hop such as { address: '10.0.0.0/8', tells: 'x-forwarded-for' }.",
    });
  }
  knownFields(value, FIELDS, "hop");
  for (const proof of ["identity", "secret"]) {
    // What an environment variable that is not set leaves must not become "no proof needed".
    if (proof in value && value[proof] === undefined) failField(proof, undefined, "a value");
  }
  const address = value["address"] === undefined ? undefined : parseAddressSet(value["address"]);
  const identity = value["identity"] === undefined ? undefined : parseIdentity(value["identity"]);
  const secret = value["secret"] === undefined ? undefined : parseSecret(value["secret"]);
  const xfcc = value["xfcc"];
  if (xfcc !== undefined && xfcc !== "last" && xfcc !== "only") {
    failField("xfcc", xfcc, "'last' or 'only'");
  }
  return {
    name: parseName(value) ?? defaultName(value),
    address,
    identity,
    secret,
    tells: parseTells(value["tells"], value),
    xfcc,
    repeat: parseFlag(value, "repeat"),
    required: parseFlag(value, "required"),
    shared: parseFlag(value, "shared"),
  };
}

function parseName(hop: Readonly<Record<string, unknown>>): string | undefined {
  const name = hop["name"];
  if (name === undefined || (typeof name === "string" && name !== "")) return name;
  return failField("name", name, "text that is not empty");
}

function parseFlag(hop: Readonly<Record<string, unknown>>, field: string): boolean {
  const value = hop[field];
  return value === undefined || typeof value === "boolean"
    ? value === true
    : failField(field, value, "true or false");
}

/** A hop without a name is called by who it is; a secret's value never shows. */
function defaultName(hop: Readonly<Record<string, unknown>>): string {
  const who = hop["address"] ?? hop["identity"];
  if (Array.isArray(who)) return who.map((entry) => entryText(entry)).join(",");
  if (who !== undefined) return entryText(who);
  if (hop["secret"] !== undefined) return "secret";
  return typeof hop["tells"] === "string" ? hop["tells"] : "hop";
}

function entryText(entry: unknown): string {
  return isObject(entry) && typeof entry["name"] === "string" ? entry["name"] : String(entry);
}

function parseIdentity(value: unknown): readonly string[] {
  const uris: readonly unknown[] = Array.isArray(value) ? value : [value];
  // RFC 3986 has no blanks, quotes, commas or semicolons that an unquoted XFCC value could carry.
  const valid = uris.filter(
    (uri): uri is string => typeof uri === "string" && /^[a-z][a-z0-9+.-]*:[^\s",;]+$/i.test(uri),
  );
  if (uris.length > 0 && valid.length === uris.length) return valid;
  throw new ClientIpError({
    code: "bad-identity",
    given: quote(value),
    expected: "a URI SAN or an array of them",
    remedy: "Write the SPIFFE ID whole: 'spiffe://cluster.local/ns/NAMESPACE/sa/SERVICE-ACCOUNT'.",
  });
}

function parseSecret(value: unknown): ParsedSecret {
  if (!isObject(value)) return failSecret("bad-secret", "a secret that is no object");
  knownFields(value, ["header", "value"], "secret");
  const header = headerName(value["header"]);
  const values: readonly unknown[] = Array.isArray(value["value"])
    ? value["value"]
    : [value["value"]];
  // What a template makes of a variable that is not set is no secret.
  const valid = values.filter(
    (one): one is string =>
      typeof one === "string" &&
      /^[!-~](?:[ -~]*[!-~])?$/.test(one) &&
      !["undefined", "null"].includes(one),
  );
  if (values.length === 0 || valid.length !== values.length) {
    return failSecret(
      "bad-secret",
      `a value for the header "${header}" that is empty, "undefined", not ASCII, or has a blank or line end at its ends`,
    );
  }
  return { header, values: valid };
}

function failSecret(code: ClientIpErrorCode, given: string): never {
  throw new ClientIpError({
    code,
    given,
    expected:
      "{ header, value }: visible ASCII text, no blanks at its ends, or an array of such texts",
    remedy:
      "Is the environment variable that should hold it set? Let the hop set a long random value in a header of its own.",
  });
}
