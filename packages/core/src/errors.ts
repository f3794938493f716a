import type { ERROR_CODES } from "./error-codes.ts";
import { shareClass } from "./copies.ts";

/** The code of a configuration error. docs/errors.md has a heading for each. */
export type ClientIpErrorCode = keyof typeof ERROR_CODES;

/** The page with a heading for each code. */
const HELP = "https://github.com/client-ip/client-ip/blob/main/docs/errors.md";

/** The fields of a {@link ClientIpError}, with the codes that its class has. */
export interface ClientIpErrorDetail<Code extends string = ClientIpErrorCode> {
  /** Stable, in kebab-case: programs may switch on it. */
  readonly code: Code;
  /** What was given, as text. Never a secret. */
  readonly given: string;
  /** What was expected instead, as a phrase. */
  readonly expected: string;
  /** How to fix it, as one or two sentences. */
  readonly remedy: string;
  /** The peer of the connection that the error is about, as Node reports it. */
  readonly peer?: string | undefined;
  /** The index of the byte at which the error was found, from 0. */
  readonly offset?: number | undefined;
  /** The error that caused this one. */
  readonly cause?: unknown;
}

/**
 * The error of this library, and the base class of its other errors. Configuration errors are
 * thrown when a resolver is created, never when a request is resolved.
 *
 * @example
 * ```ts
 * import { ClientIpError, createResolver } from "@client-ip/core";
 *
 * try {
 *   createResolver("10.0.0.1/8");
 * } catch (error) {
 *   if (!(error instanceof ClientIpError)) throw error;
 *   error.code; // -> "host-bits"
 *   error.expected; // -> "a network address, with no bits set after the prefix length"
 * }
 * ```
 */
export class ClientIpError<Code extends string = ClientIpErrorCode> extends Error {
  static {
    shareClass(this, "ClientIpError");
  }

  override readonly name: string = "ClientIpError";
  /** Stable, in kebab-case: programs may switch on it. A later version may have more codes. */
  readonly code: ClientIpErrorCode | (string & {});
  /** What was given, as text. Never a secret. */
  readonly given: string;
  /** What was expected instead, as a phrase. */
  readonly expected: string;
  /** How to fix it, as one or two sentences. */
  readonly remedy: string;
  /** The peer of the connection that the error is about, as Node reports it; or `undefined`. */
  readonly peer: string | undefined;
  /**
   * The index of the byte at which the error was found, from 0; `undefined` if no bytes were given.
   */
  readonly offset: number | undefined;
  /** The URL of this code's heading in docs/errors.md. */
  readonly help: string;

  /** `Code` is not inferred from the argument, so that a misspelled code is found. */
  constructor(detail: ClientIpErrorDetail<NoInfer<Code>>) {
    const { code, expected, peer, offset, cause } = detail;
    const given = withoutKeys(detail.given);
    const remedy = withoutKeys(detail.remedy);
    const where = offset === undefined ? "" : ` at byte ${offset}`;
    const from = peer === undefined ? "" : ` (peer ${peer})`;
    super(
      `[${code}] given ${given}${where}${from}, expected ${expected}. ${remedy}`,
      cause === undefined ? undefined : { cause },
    );
    this.code = code;
    this.given = given;
    this.expected = expected;
    this.remedy = remedy;
    this.peer = peer;
    this.offset = offset;
    this.help = helpFor(code);
  }
}

/** The URL of the heading that docs/errors.md has for the code of an error or a warning. */
export function helpFor(code: string): string {
  return `${HELP}#${code.toLowerCase()}`;
}

/** Fields of a configuration whose values an error may show: none of them holds a secret. */
const SHOWN = new Set([
  "address",
  "anyCustomer",
  "appends",
  "format",
  "hops",
  "identity",
  "list",
  "name",
  "repeat",
  "required",
  "shared",
  "tells",
  "trustedHops",
  "xfcc",
]);

/**
 * Any value as text for people: at most 120 characters, none of which controls a terminal, and
 * nothing that could be a secret.
 */
export function quote(value: unknown): string {
  const text = (
    typeof value === "string" ? quoteString(value) : withoutKeys(plain(value))
  ).replaceAll(/[\u007f-\u009f]/g, (control) => `\\u00${control.charCodeAt(0).toString(16)}`);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

function plain(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Promise) return "a promise";
  try {
    // A secret may be anywhere in a wrong configuration, not only in its own field.
    return JSON.stringify(value, (key, given: unknown) => {
      const inner = isBoxedText(given) ? String(given) : given;
      if (key === "secret" || (inner instanceof Object && "header" in inner)) return "(secret)";
      if (isBytes(inner)) return "(bytes)";
      // The elements of an array have numbers as keys.
      const isShown = SHOWN.has(key) || /^\d*$/.test(key);
      if (typeof inner === "number") return isShown ? inner : "(number)";
      if (typeof inner !== "string") return inner;
      return isShown && !isRandom(inner) ? inner : "(text)";
    });
  } catch {
    return "an object that is not plain JSON";
  }
}

/** JSON writes a `String` object as text. */
function isBoxedText(value: unknown): boolean {
  return Object.prototype.toString.call(value) === "[object String]";
}

/** Bytes may be those of a key. As JSON a `Buffer` is an array of numbers. */
function isBytes(value: unknown): boolean {
  if (ArrayBuffer.isView(value)) return true;
  return Array.isArray(value) && value.filter((one) => typeof one === "number").length > 1;
}

function quoteString(text: string): string {
  return isRandom(text) ? `(${text.length} characters)` : JSON.stringify(text);
}

/** Whether a part of a text looks like a key: a header's value, or JSON in a string. */
function isRandom(text: string): boolean {
  return withoutKeys(text) !== text;
}

/** A text without what looks like a key: a secret may stand in place of a name, or in JSON. */
function withoutKeys(text: string): string {
  return text.replaceAll(/[^\s,:;"'{}[\]\\()]{16,}/g, (part, at: number) => {
    const isBehindHost = /\/\/[^\s/]*:$/.test(text.slice(0, at));
    const port = isBehindHost ? /^\d{1,5}(?=\/)/.exec(part) : null;
    // A sentence may end behind it.
    let [from, to] = [port?.[0].length ?? 0, part.length];
    while (part[from] === ".") from++;
    while (part[to - 1] === ".") to--;
    const word = part.slice(from, to);
    const dots = [part.slice(0, from), part.slice(to)];
    return looksLikeKey(word) ? dots.join(`(${word.length} characters)`) : part;
  });
}

/**
 * Whether it looks like a key or a token: long, without dots, colons and spaces, letters among
 * digits or capitals among small letters.
 */
function looksLikeKey(text: string): boolean {
  // A URL may hold one before its host, or in its query.
  return [text, ...text.split(/[?&#@]/)].some((part) => isKey(part));
}

function isKey(text: string): boolean {
  if (!/^[!-+/-9;-~-]{16,}$/.test(text) || !/[a-z]/i.test(text)) return false;
  if (/\d/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text)) return true;
  return /\d.*\d.*\d/.test(text) || /[a-z][A-Z].*[a-z][A-Z].*[a-z][A-Z]/.test(text);
}

/** Throws `bad-field` for one field's value. */
export function failField(field: string, value: unknown, expected: string): never {
  throw new ClientIpError({
    code: "bad-field",
    given: `${field}: ${quote(value)}`,
    expected,
    remedy: `Correct "${field}", or leave it out.`,
  });
}
