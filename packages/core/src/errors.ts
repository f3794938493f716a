import type { ERROR_CODES } from "./error-codes.ts";

/** The code of a configuration error. docs/errors.md has a heading for each. */
export type ClientIpErrorCode = keyof typeof ERROR_CODES;

/** The page that has a heading for each code. */
const HELP = "https://github.com/client-ip/client-ip/blob/main/docs/errors.md";

/** What a {@link ClientIpError} is made of. */
export interface ClientIpErrorDetail {
  /** Stable, kebab-case; what a program may switch on. */
  readonly code: ClientIpErrorCode | (string & {});
  /** What was given, as text; never holds a secret. */
  readonly given: string;
  /** What was expected instead, as a phrase. */
  readonly expected: string;
  /** How to fix it, as a sentence. */
  readonly remedy: string;
  /** The peer of the connection that the error is about, as Node gives it. */
  readonly peer?: string | undefined;
  /** Where in the given bytes the error was found; 0 is the first byte. */
  readonly offset?: number | undefined;
  /** The error that caused this one. */
  readonly cause?: unknown;
}

/**
 * The error of this library, and the base class of the others. A configuration error is thrown while a resolver is
 * created, never while a request is answered.
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
 *   error.remedy; // -> 'Write "10.0.0.0/8" for the range, or "10.0.0.1" for the one address.'
 * }
 * ```
 */
export class ClientIpError extends Error {
  override readonly name: string = "ClientIpError";
  /** Stable, kebab-case; what a program may switch on. */
  readonly code: ClientIpErrorCode | (string & {});
  /** What was given, as text; never holds a secret. */
  readonly given: string;
  /** What was expected instead, as a phrase. */
  readonly expected: string;
  /** How to fix it, as a sentence. */
  readonly remedy: string;
  /** The peer of the connection that the error is about, as Node gives it; `undefined` where there is none. */
  readonly peer: string | undefined;
  /** Where in the given bytes the error was found; 0 is the first byte. `undefined` where no bytes were given. */
  readonly offset: number | undefined;
  /** The address of this code's heading in docs/errors.md. */
  readonly help: string;

  constructor({ code, given, expected, remedy, peer, offset, cause }: ClientIpErrorDetail) {
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
    this.help = `${HELP}#${code}`;
  }
}

/** Any value as short text for people: quoted, with no character that a terminal would act on. */
export function quote(value: unknown): string {
  const text = (typeof value === "string" ? JSON.stringify(value) : plain(value)).replaceAll(
    /[\u007f-\u009f]/g,
    (control) => `\\u00${control.charCodeAt(0).toString(16)}`,
  );
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

function plain(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  try {
    // A secret may stand anywhere in what was given, in its own field or not.
    return JSON.stringify(value, (key, inner: unknown) =>
      key === "secret" || (inner instanceof Object && "header" in inner) ? "(secret)" : inner,
    );
  } catch {
    return "an object that is not plain JSON";
  }
}

/** Refuses one field's value. */
export function failField(field: string, value: unknown, expected: string): never {
  throw new ClientIpError({
    code: "bad-field",
    given: `${field}: ${quote(value)}`,
    expected,
    remedy: `Correct "${field}", or leave it out.`,
  });
}
