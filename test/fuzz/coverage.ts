import { Session } from "node:inspector/promises";

/** Tells which blocks of code ran since it was asked before. */
export interface Coverage {
  readonly take: () => Promise<ReadonlySet<string>>;
}

/**
 * V8's precise coverage of blocks (`node:inspector`). It sees the blocks of what is loaded after it
 * was started.
 */
export class PreciseCoverage {
  readonly #session = new Session();

  async start(): Promise<void> {
    this.#session.connect();
    await this.#session.post("Profiler.enable");
    await this.#session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  }

  /** The coverage of files whose URL has one of these parts. */
  of(parts: readonly string[]): Coverage {
    return { take: () => this.#take(parts) };
  }

  async #take(parts: readonly string[]): Promise<ReadonlySet<string>> {
    // V8 begins its counts anew.
    const { result } = await this.#session.post("Profiler.takePreciseCoverage");
    const ran = new Set<string>();
    for (const { url, functions } of result) {
      if (!parts.some((part) => url.includes(part))) continue;
      for (const { ranges } of functions) {
        for (const { startOffset, endOffset, count } of ranges) {
          if (count > 0) ran.add(`${url} ${startOffset} ${endOffset}`);
        }
      }
    }
    return ran;
  }
}
