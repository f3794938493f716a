import type { IncomingHttpHeaders } from "node:http";
import { ClientIpError, type Resolution, type Resolver } from "@client-ip/core";
import {
  checkOptions,
  FLAG,
  headerName,
  isObject,
  type OptionRule,
  type OptionRules,
  quote,
} from "@client-ip/core/internal";
import { DIAGNOSTICS, type Diagnostics } from "./own-answer.ts";
import { canonicalName, HeaderNames } from "./header-names.ts";
import { BELIEVED_HEADERS } from "./headers-table.ts";

/** As much of a request as `onUnresolved` is told: what the application would see of it. */
export interface AskedRequest {
  readonly method?: string | undefined;
  /** Path and query, as the client sent them. */
  readonly url?: string | undefined;
  /** Without the headers that the seal removes. */
  readonly headers: IncomingHttpHeaders;
}

/** What happens to a request without a client. */
export type Unresolved = "reject" | "peer";

/** How requests are sealed. */
export interface SealOptions {
  /**
   * What happens to a request whose client is unknown. It has no default:
   *
   * - `"reject"`: 403, and the application never sees it.
   * - `"peer"`: the application sees it, without the removed headers. **Programs that then look at
   *   the socket take the proxy for the client**, and all such requests for those of one client.
   * - a function that chooses one of the two at once. If it throws or gives anything else, such as
   *   a promise, the request is rejected.
   */
  readonly onUnresolved: Unresolved | ((req: AskedRequest, info: Resolution) => Unresolved);
  /**
   * The header that gets the client's address, in place of X-Forwarded-For. A client's own header
   * of that name is always removed. For programs whose settings name a header.
   */
  readonly header?: string;
  /**
   * Headers that are not removed, although any client may have sent them: at your own risk. An
   * empty list says that none is needed.
   */
  readonly keep?: readonly string[];
  /**
   * With `"reject"`: URLs of health checks, such as `/healthz`. GET and HEAD of exactly that URL
   * (with its query, if it has one), without any forwarding header, are treated as `"peer"` treats
   * them. Must be given, if only as an empty list, where a hop of the path has `healthChecks`.
   */
  readonly health?: readonly string[];
  /**
   * With `"peer"`: an unresolved request gets `unknown` (RFC 7239 6.2) in the header, for programs
   * that would fill an absent header with the socket's address. Default: false.
   */
  readonly unknown?: boolean;
  /** The endpoint for `client-ip doctor`: `diagnostics({ token })`. */
  readonly diagnostics?: Diagnostics;
}

/** Whether requests without a client are rejected, and which are not. */
export interface Refusal {
  readonly resolver: Resolver;
  readonly onUnresolved: SealOptions["onUnresolved"];
  /** URLs of health checks. */
  readonly health: ReadonlySet<string>;
  /** The headers from which the path reads addresses. A health check has none. */
  readonly addressHeaders: HeaderNames;
}

/** A seal, ready for requests. */
export interface Seal extends Refusal {
  /** The header with the client's address, as it is written in a header line. */
  readonly header: string;
  /** All headers that are removed. */
  readonly removed: HeaderNames;
  /** The names of both as one text. */
  readonly names: string;
  /** Whether `keep` was given, if only as an empty list. */
  readonly hasKeep: boolean;
  readonly unknown: boolean;
  readonly diagnostics: Diagnostics | undefined;
}

const UNRESOLVED: OptionRule = {
  expected: '"reject", "peer" or a function (req, info) => "reject" | "peer"',
  allows: (value) => value === "reject" || value === "peer" || typeof value === "function",
  required: true,
};

const NAMES: OptionRule = {
  expected: 'an array of header names, such as ["x-forwarded-proto"]',
  allows: (value) => Array.isArray(value) && value.every((name) => typeof name === "string"),
};

/** The rule for `health`. */
export const URLS: OptionRule = {
  expected: 'an array of URLs that begin with "/", such as ["/healthz"]',
  allows: (value) =>
    Array.isArray(value) && value.every((url) => typeof url === "string" && /^\/[!-~]*$/.test(url)),
};

const RULES: OptionRules<SealOptions> = {
  onUnresolved: UNRESOLVED,
  header: { expected: "a header name", allows: (value) => typeof value === "string" },
  keep: NAMES,
  health: URLS,
  unknown: FLAG,
  diagnostics: DIAGNOSTICS,
};

const FORWARDED_FOR = "X-Forwarded-For";
const TABLE: ReadonlySet<string> = new Set(BELIEVED_HEADERS.map(({ header }) => header));

/** Names that frame a message, route it, or authorize it; and those with a meaning in browsers. */
const RESERVED =
  /^(?:(?:connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|cookie|set-cookie|authorization|host|via|origin|cache-control)$|proxy-|content-|sec-|http2-|accept)/;

/**
 * Checks the options of a seal, and makes it.
 *
 * @throws ClientIpError `seal-options`, `seal-without-health`, `seal-without-scheme`
 */
export function parseSeal(resolver: Resolver, given: SealOptions): Seal {
  if (!isObject(given)) {
    return fail(quote(given), "an object with onUnresolved", 'Write { onUnresolved: "reject" }.');
  }
  const options: SealOptions = given;
  checkOptions(options, RULES, {
    code: "seal-options",
    given: (option, value) =>
      value === undefined ? `the option "${option}"` : `${option}: ${value}`,
    remedy: "docs/seal.md describes the options.",
  });
  const { onUnresolved, header = FORWARDED_FOR, unknown = false } = options;
  const { addressHeaders, secretHeaders, statementHeaders, hasStatements } = resolver.facts;
  if (!hasStatements && options.keep === undefined) failWithoutScheme();
  const secrets = new Set(secretHeaders.map((name) => canonicalName(name)));
  if (header !== FORWARDED_FOR) checkHeader(header, secrets);
  const removed = new Set([
    ...TABLE,
    ...[...addressHeaders, ...statementHeaders].map((name) => canonicalName(name)),
  ]);
  for (const name of options.keep ?? []) {
    checkKept(name, removed, secrets);
    removed.delete(canonicalName(name));
  }
  for (const name of secrets) removed.add(name);
  removed.add(canonicalName(header));
  const health = parseHealth(resolver, onUnresolved, options.health);
  return {
    resolver,
    onUnresolved,
    health,
    addressHeaders: addressHeadersOf(resolver),
    header,
    removed: new HeaderNames(removed),
    names: [header.toLowerCase(), ...[...removed].toSorted()].join(),
    hasKeep: options.keep !== undefined,
    unknown,
    diagnostics: options.diagnostics,
  };
}

/**
 * The URLs of health checks.
 *
 * @throws ClientIpError `seal-without-health` if the path has checks, and no list was given.
 */
export function parseHealth(
  { facts: { healthChecks } }: Resolver,
  onUnresolved: SealOptions["onUnresolved"],
  health: readonly string[] | undefined,
): ReadonlySet<string> {
  if (health === undefined && onUnresolved === "reject" && healthChecks.length > 0) {
    throw new ClientIpError({
      code: "seal-without-health",
      given: `onUnresolved: "reject" without health, behind "${healthChecks.join('" and "')}"`,
      expected: "the URLs of its health checks, which carry no client's address",
      remedy:
        'Write health: ["/healthz"] with the URLs that are checked, or health: [] for none. For the register hook set CLIENT_IP_HEALTH=/healthz, or to nothing.',
    });
  }
  return new Set(health);
}

/** The headers from which the path reads addresses, in any spelling. */
export function addressHeadersOf({ facts }: Resolver): HeaderNames {
  return new HeaderNames(facts.addressHeaders.map((name) => canonicalName(name)));
}

function failWithoutScheme(): never {
  throw new ClientIpError({
    code: "seal-without-scheme",
    given: "a path that does not say which scheme and host its clients use",
    expected: "proto or host on a hop, or keep",
    remedy:
      'Programs may need X-Forwarded-Proto, which the seal removes. If a hop overwrites it, write proto: "x-forwarded-proto" on that hop, or keep: ["x-forwarded-proto"] in the seal. If nothing needs it, write keep: []. For the register hook set CLIENT_IP_KEEP=x-forwarded-proto, or to nothing.',
  });
}

function checkHeader(header: string, secrets: ReadonlySet<string>): void {
  const name = canonicalName(headerName(header));
  const wrong = header.includes("_")
    ? "with an underscore, which many proxies drop"
    : TABLE.has(name)
      ? "which other programs read already"
      : RESERVED.test(name)
        ? "which has a meaning of its own in HTTP"
        : secrets.has(name)
          ? "which holds a secret of the path"
          : undefined;
  if (wrong === undefined) return;
  fail(
    `header: ${quote(header)}, ${wrong}`,
    "a header name of your own",
    'Write a name such as "x-client-ip-sealed", or leave it out for X-Forwarded-For.',
  );
}

function checkKept(name: string, removed: ReadonlySet<string>, secrets: ReadonlySet<string>): void {
  const canonical = canonicalName(name);
  const wrong =
    canonical === "x-forwarded-for"
      ? "which the seal writes"
      : secrets.has(canonical)
        ? "which holds a secret of the path"
        : !removed.has(canonical)
          ? "which is not removed"
          : undefined;
  if (wrong === undefined) return;
  fail(
    `keep: ${quote(name)}, ${wrong}`,
    "headers that the seal would remove, such as x-forwarded-proto",
    "Take it out of keep.",
  );
}

function fail(given: string, expected: string, remedy: string): never {
  throw new ClientIpError({ code: "seal-options", given, expected, remedy });
}
