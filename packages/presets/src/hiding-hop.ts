// Hops that replace their peer's address with their own, and pass every header on.
import type { Hop } from "@client-ip/core";
import type { OptionRules } from "@client-ip/core/internal";
import { TEXT } from "@client-ip/core/internal";
import { type Addresses, ADDRESSES } from "./options.ts";

/** The options of a hop that hides its peer, and has an address by default. */
export interface HidingOptions {
  /** The addresses of the hop, in place of the preset's own. */
  readonly address?: Addresses;
  /** The name in `via` and explanations; the preset's name if absent. */
  readonly name?: string;
}

export const HIDING_RULES: OptionRules<HidingOptions> = { address: ADDRESSES, name: TEXT };

/** A hop that tells nothing and changes no header. */
export function hidingHop(name: string, address: Addresses): Hop {
  const proto = { passes: "x-forwarded-proto" };
  return { name, address, tells: "nothing", proto, host: { passes: "x-forwarded-host" } };
}
