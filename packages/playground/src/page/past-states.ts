import { fromFragment, toFragment } from "../state/fragment.ts";
import type { PageState } from "../state/page-state.ts";

/**
 * The states behind the browser's Back and Forward. The URL has none of the secrets of a state, so
 * the states of this window are kept whole in memory, by the number in the entry of the history.
 */
export class PastStates {
  readonly #states = new Map<number, PageState>();
  #current = 0;

  /** The state of the URL; the first time, that of the link that was opened. */
  read(): PageState {
    const known = this.#states.get(numberOf(history.state));
    return known ?? fromFragment(location.hash);
  }

  /** Puts a state into the URL: in a new entry of the history, or in the one at hand. */
  write(state: PageState, isNew: boolean): void {
    const at = numberOf(history.state);
    const number = isNew || at === 0 ? ++this.#current : at;
    this.#states.set(number, state);
    const url = `#${toFragment(state)}`;
    if (isNew) history.pushState(number, "", url);
    else history.replaceState(number, "", url);
  }
}

/** 0 for an entry that the page has not written. */
function numberOf(state: unknown): number {
  return typeof state === "number" ? state : 0;
}
