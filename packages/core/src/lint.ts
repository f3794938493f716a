import type { CompiledPath } from "./path.ts";
import type { Meaning } from "./shorthand.ts";

/** Something in a configuration that may be unwise; never fatal. */
export interface Finding {
  /** Stable, kebab-case. */
  readonly code: string;
  /** The hop's name. */
  readonly hop: string;
  readonly message: string;
  readonly remedy: string;
}

export function lint(_meaning: Meaning, _path: CompiledPath): Finding[] {
  return [];
}
