import { LiveAddresses, type LiveAddressesOptions } from "@client-ip/core";
import { vi } from "vitest";
import type { Reading } from "../../src/live/reader.ts";
import { Refresher } from "../../src/live/refresher.ts";
import type { Schedule } from "../../src/live/schedule.ts";
import type { Plan } from "../../src/live/source.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const GOOD = ["192.0.2.0/24"];

const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);

/** The texts of the warnings about a list, with this code or any. */
export function warningsOf({ name }: LiveAddresses, code?: string): readonly string[] {
  return emitted.mock.calls
    .filter(([, options]) => code === undefined || Object(options).code === code)
    .map(([text]) => String(text))
    .filter((text) => text.includes(name));
}

/** A clock that a test sets, and what it was asked for. */
class Clock implements Schedule {
  time = Date.parse("2026-11-01");
  readonly waits: number[] = [];
  readonly #pending = new Map<number, () => void>();
  #next = 0;

  readonly now = (): number => this.time;
  readonly random = (): number => 0.5;

  readonly after = (milliseconds: number, callback: () => void) => {
    const key = this.#next++;
    this.waits.push(milliseconds);
    this.#pending.set(key, callback);
    return { cancel: () => void this.#pending.delete(key) };
  };

  get pending(): number {
    return this.#pending.size;
  }

  /** Calls what was asked for last. */
  ring(): void {
    const last = [...this.#pending].at(-1);
    if (last === undefined) return;
    this.#pending.delete(last[0]);
    last[1]();
  }
}

export type Read = (signal: AbortSignal) => Promise<Reading | undefined>;

/** A refresher of a list, its clock, and what it does with its reader. */
export function made(
  read: Read,
  plan: Partial<Plan> = {},
  options: Partial<LiveAddressesOptions> = {},
) {
  const clock = new Clock();
  const keep = vi.fn<() => void>();
  const list = new LiveAddresses({ name: `list ${Math.random()}`, ...options });
  const refresher = new Refresher(
    list,
    { reader: { read, keep }, refreshAfter: HOUR, timeout: MINUTE, store: undefined, ...plan },
    clock,
  );
  return { clock, keep, list, refresher };
}

export const lists =
  (...prefixes: string[]) =>
  async (): Promise<Reading> => ({ prefixes });
export const fails =
  (error: unknown = new Error("no")) =>
  async (): Promise<Reading> => {
    throw error;
  };
