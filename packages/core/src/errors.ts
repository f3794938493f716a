/** Every configuration mistake has one stable code; `docs/errors.md` has a row for each. */
export type ClientIpErrorCode =
  | "config-type"
  | "config-text"
  | "config-json"
  | "empty-path"
  | "too-many-hops"
  | "unknown-field"
  | "unknown-name"
  | "bad-field"
  | "bad-address"
  | "host-bits"
  | "bad-identity"
  | "bad-secret"
  | "bad-header-name"
  | "singleton-header"
  | "bad-hop-count"
  | "no-who"
  | "no-tells"
  | "source-address-with-who"
  | "proxy-without-address"
  | "identity-without-carrier"
  | "xfcc-without-address"
  | "xfcc-not-innermost"
  | "sidecar-not-innermost"
  | "repeat-with-proof"
  | "repeat-without-list"
  | "repeat-any"
  | "repeat-swallows-next"
  | "entry-points-not-outermost"
  | "entry-points-overlap"
  | "proxy-outside-header"
  | "list-outside-value"
  | "trusted-hops-not-outermost"
  | "list-inside-external-address"
  | "header-read-twice"
  | "proxy-receiver"
  | "preset-option"
  | "live-list";

/** What {@link ClientIpError} is made of. */
export interface ClientIpErrorDetail {
  /** Stable, kebab-case; what a program may switch on. */
  readonly code: ClientIpErrorCode;
  /** What was given, as text; never holds a secret. */
  readonly given: string;
  /** What was expected instead, as a phrase. */
  readonly expected: string;
  /** How to mend it, as a sentence. */
  readonly remedy: string;
}

/**
 * The one error class of the library: a configuration that cannot be right. Thrown while a resolver
 * is created, never while a request is answered.
 */
export class ClientIpError extends Error {
  override readonly name = "ClientIpError";
  /** Stable, kebab-case; what a program may switch on. */
  readonly code: ClientIpErrorCode;
  /** What was given, as text; never holds a secret. */
  readonly given: string;
  /** What was expected instead, as a phrase. */
  readonly expected: string;
  /** How to mend it, as a sentence. */
  readonly remedy: string;

  constructor(detail: ClientIpErrorDetail) {
    super(`[${detail.code}] given ${detail.given}, expected ${detail.expected}. ${detail.remedy}`);
    this.code = detail.code;
    this.given = detail.given;
    this.expected = detail.expected;
    this.remedy = detail.remedy;
  }
}

/** Any value as short text for people: quoted, with no character that a terminal would act on. */
export function shown(value: unknown): string {
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
    given: `${field}: ${shown(value)}`,
    expected,
    remedy: `Correct "${field}", or leave it out.`,
  });
}
