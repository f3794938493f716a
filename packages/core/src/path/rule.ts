import type { ParsedHop } from "../config/parse-hop.ts";
import type { ClientIpErrorCode } from "../errors.ts";

/** A rule for where a hop may be in a path. */
export type Rule = {
  readonly code: ClientIpErrorCode;
  readonly expected: string;
  readonly remedy: string | ((hop: ParsedHop, text?: string) => string);
} & (
  | { readonly looksOutside?: false; readonly violation: Violation<[hop: ParsedHop, inside: Hops]> }
  | {
      readonly looksOutside: true;
      readonly violation: Violation<[hop: ParsedHop, inside: Hops, outside: Hops]>;
    }
);

export type Hops = readonly ParsedHop[];
/**
 * What this hop violates, given those inside and outside it (outermost first); false if nothing.
 */
type Violation<Given extends readonly unknown[]> = (...given: Given) => string | false;
