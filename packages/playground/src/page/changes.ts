import type { PageState } from "../state/page-state.ts";

/** What a panel wants to be different. */
export interface Change {
  readonly state: Partial<PageState>;
  /** Whether the browser's Back should return to what was before. */
  readonly isStep: boolean;
}

/** Tells the page that its state should change: a `state-changed` event, which bubbles. */
export function change(panel: HTMLElement, state: Partial<PageState>, isStep: boolean): void {
  const detail: Change = { state, isStep };
  panel.dispatchEvent(new CustomEvent("state-changed", { detail, bubbles: true }));
}

/** The text of a field that an event is about. */
export function valueOf({ currentTarget }: Event): string {
  const field = currentTarget;
  return field instanceof HTMLInputElement ||
    field instanceof HTMLTextAreaElement ||
    field instanceof HTMLSelectElement
    ? field.value
    : "";
}

declare global {
  interface HTMLElementEventMap {
    "state-changed": CustomEvent<Change>;
  }
}
