import type { Network } from "../config/networks.ts";
import type { Proof } from "../resolution.ts";
import { sharedObject } from "../copies.ts";
import type { CompiledPath } from "./compile-path.ts";

/** What a resolver is made of. */
export interface ResolverParts {
  readonly path: CompiledPath;
  readonly atLeast: Proof | undefined;
  readonly refusesProbableProxy: boolean;
  readonly networks: readonly Network[];
  /** Uses the newest versions of its live lists that the rules of the path allow. */
  readonly refresh: () => void;
}

/** Not on the resolvers, where it would show their secrets. */
const parts = sharedObject("resolver parts, shape 2", () => new WeakMap<object, ResolverParts>());

/** Notes what a new resolver is made of, and gives it back. */
export function noteParts(resolver: object, made: ResolverParts): ResolverParts {
  parts.set(resolver, made);
  return made;
}

/**
 * For the other packages of this repository: what a resolver is made of, or `undefined` for one of
 * another version.
 */
export function partsOf(resolver: object): ResolverParts | undefined {
  return parts.get(resolver);
}
