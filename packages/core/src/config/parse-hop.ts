import type { AddressSet } from "../address/address-set.ts";
import { parseAddressSet } from "../address/parse-address-set.ts";
import { ClientIpError, failField, quote } from "../errors.ts";
import { isObject, knownFields } from "../options/fields.ts";
import { headerName } from "./header-name.ts";
import {
  failFunction,
  failModule,
  failPromise,
  failReference,
  isPromise,
  isReference,
} from "./not-a-value.ts";
import { parseCas } from "./parse-ca.ts";
import type { ParsedTells } from "./parse-tells.ts";
import { type ParsedStatement, parseStatement } from "./parse-statement.ts";
import { parseTells } from "./parse-tells.ts";

/** A secret: the header's lower-case name, and all values that are accepted. */
export interface ParsedSecret {
  readonly header: string;
  readonly values: readonly string[];
}

/** A hop whose fields are each valid. path/rules.ts checks whether they fit together. */
export interface ParsedHop {
  readonly name: string;
  readonly address: AddressSet | undefined;
  /** Its addresses as configured, for explanations; `undefined` for many, or for none. */
  readonly addressText: string | undefined;
  readonly identity: readonly string[] | undefined;
  /** The base64 of the CAs that it pins. */
  readonly ca: readonly string[] | undefined;
  readonly secret: ParsedSecret | undefined;
  readonly tells: ParsedTells;
  readonly xfcc: "last" | "only" | undefined;
  readonly repeat: boolean;
  readonly required: boolean;
  readonly shared: boolean;
  readonly anyCustomer: boolean;
  readonly manyClients: AddressSet | undefined;
  readonly healthChecks: boolean;
  readonly proto: ParsedStatement | undefined;
  readonly host: ParsedStatement | undefined;
}

const HOP = "a hop: { name?, address | identity | secret, tells, … }";

const FIELDS = [
  "name",
  "address",
  "identity",
  "ca",
  "secret",
  "tells",
  "xfcc",
  "repeat",
  "required",
  "shared",
  "anyCustomer",
  "manyClients",
  "healthChecks",
  "proto",
  "host",
];

/**
 * Parses one configured hop.
 *
 * @throws ClientIpError for the first field that is not valid
 */
export function parseHop(value: unknown): ParsedHop {
  if (typeof value === "function") return failFunction(value, HOP);
  if (value instanceof Object && isPromise(value)) return failPromise(HOP);
  if (!isObject(value)) {
    throw new ClientIpError({
      code: "config-type",
      given: quote(value),
      expected: HOP,
      remedy:
        typeof value === "string"
          ? "Separate addresses in a string with commas: '10.0.0.0/8, loopback'. In a path, write a hop or call the preset: nginx()."
          : "Write a hop such as { address: '10.0.0.0/8', tells: 'x-forwarded-for' }.",
    });
  }
  failModule(value, FIELDS, HOP);
  knownFields(value, FIELDS, "hop");
  for (const proof of ["identity", "ca", "secret"]) {
    // An environment variable that is not set must not turn a proof into no proof.
    if (proof in value && value[proof] === undefined) failField(proof, undefined, "a value");
  }
  const address = value["address"] === undefined ? undefined : parseAddressSet(value["address"]);
  const identity = value["identity"] === undefined ? undefined : parseIdentity(value["identity"]);
  const secret = value["secret"] === undefined ? undefined : parseSecret(value["secret"]);
  const anyCustomer = parseFlag(value, "anyCustomer");
  const xfcc = value["xfcc"];
  if (xfcc !== undefined && xfcc !== "last" && xfcc !== "only") {
    failField("xfcc", xfcc, "'last' or 'only'");
  }
  return {
    name: parseName(value) ?? defaultName(value),
    address,
    addressText: shortText(value["address"]),
    identity,
    ca: value["ca"] === undefined ? undefined : parseCas(value["ca"]),
    secret,
    tells: parseTells(value["tells"], value),
    xfcc,
    repeat: parseFlag(value, "repeat"),
    required: parseFlag(value, "required"),
    shared: parseFlag(value, "shared") || anyCustomer,
    anyCustomer,
    manyClients:
      value["manyClients"] === undefined ? undefined : parseAddressSet(value["manyClients"]),
    healthChecks: parseFlag(value, "healthChecks"),
    proto: parseStatement("proto", value["proto"]),
    host: parseStatement("host", value["host"]),
  };
}

function parseName(hop: Readonly<Record<string, unknown>>): string | undefined {
  const name = hop["name"];
  if (name === undefined || (typeof name === "string" && name !== "")) return name;
  return failField("name", name, "a string that is not empty");
}

function parseFlag(hop: Readonly<Record<string, unknown>>, field: string): boolean {
  const value = hop[field];
  return value === undefined || typeof value === "boolean"
    ? value === true
    : failField(field, value, "true or false");
}

/** The name of a hop that has none: its addresses or identities, never its secret. */
function defaultName(hop: Readonly<Record<string, unknown>>): string {
  const who = hop["address"] ?? hop["identity"];
  if (who !== undefined) return entriesText(who);
  if (hop["secret"] !== undefined) return "secret";
  return typeof hop["tells"] === "string" ? hop["tells"] : "hop";
}

/** The longest text of addresses in an explanation. */
const MAX_TEXT = 48;

function shortText(address: unknown): string | undefined {
  if (address === undefined || (Array.isArray(address) && address.length > MAX_TEXT))
    return undefined;
  const text = entriesText(address);
  return text.length > MAX_TEXT ? undefined : text;
}

function entriesText(who: unknown): string {
  return [who]
    .flat()
    .map((entry) => entryText(entry))
    .join(",");
}

function entryText(entry: unknown): string {
  return isObject(entry) && typeof entry["name"] === "string" ? entry["name"] : String(entry);
}

/**
 * Whether it is a URI that a certificate or XFCC can hold: no spaces, quotes, commas or semicolons,
 * which an unquoted XFCC value cannot have.
 */
export function isIdentity(value: unknown): value is string {
  return typeof value === "string" && /^[a-z][a-z0-9+.-]*:[^\s",;]+$/i.test(value);
}

function parseIdentity(value: unknown): readonly string[] {
  const uris: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (uris.some((uri) => isReference(uri))) failReference("bad-identity", "identity");
  const valid = uris.filter((uri) => isIdentity(uri));
  if (uris.length > 0 && valid.length === uris.length) return valid;
  throw new ClientIpError({
    code: "bad-identity",
    given: quote(value),
    expected: "a URI SAN or an array of them",
    remedy: "Write the whole SPIFFE ID: 'spiffe://cluster.local/ns/NAMESPACE/sa/SERVICE-ACCOUNT'.",
  });
}

function parseSecret(value: unknown): ParsedSecret {
  if (!isObject(value)) return failSecret("a secret that is not an object");
  knownFields(value, ["header", "value"], "secret");
  const header = headerName(value["header"]);
  const values: readonly unknown[] = Array.isArray(value["value"])
    ? value["value"]
    : [value["value"]];
  if (values.some((one) => isReference(one))) failReference("bad-secret", "value");
  // A template turns a variable that is not set into "undefined" or "null".
  const valid = values.filter(
    (one): one is string =>
      typeof one === "string" &&
      /^[!-~](?:[ -~]*[!-~])?$/.test(one) &&
      !["undefined", "null"].includes(one),
  );
  if (values.length === 0 || valid.length !== values.length) {
    return failSecret(
      `a value for the header "${header}" that is empty, "undefined", not ASCII, or begins or ends with white space`,
    );
  }
  return { header, values: valid };
}

function failSecret(given: string): never {
  throw new ClientIpError({
    code: "bad-secret",
    given,
    expected:
      "{ header, value }: value is visible ASCII without spaces at its ends, or an array of such strings",
    remedy:
      "Check that the environment variable for it is set. Let the hop send a long random value in a header of its own.",
  });
}
