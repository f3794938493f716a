import type * as codec from "@client-ip/proxy-protocol";

export interface Tally {
  readonly count: number;
  readonly decoded: number;
  readonly more: number;
  /** How many were refused, by code. */
  readonly refused: Readonly<Record<string, number>>;
}

export function corpus(): readonly Uint8Array[];

export function fuzz(
  under: typeof codec,
  seeds: readonly Uint8Array[],
  run: { readonly count: number; readonly seed: number },
): Tally;
