import type { Proof } from "../resolution.ts";
import type { CompiledPath } from "./compile-path.ts";

/** What a resolver is made of. */
export interface ResolverParts {
  readonly path: CompiledPath;
  readonly atLeast: Proof | undefined;
}

const parts = new WeakMap<object, ResolverParts>();

/** Notes what a new resolver is made of. */
export function noteParts(resolver: object, made: ResolverParts): void {
  parts.set(resolver, made);
}

/**
 * For the other packages of this repository: what a resolver is made of, or `undefined` for one of
 * another installed copy.
 */
export function partsOf(resolver: object): ResolverParts | undefined {
  return parts.get(resolver);
}
