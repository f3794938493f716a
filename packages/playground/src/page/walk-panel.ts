import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Walk } from "../state/evaluate.ts";
import { type ShownLine, shownLines, type ShownPiece } from "../state/shown-lines.ts";
import { change } from "./changes.ts";

/** How long a step is shown when the walk plays, in milliseconds. */
const PACE = 1_200;

const KINDS: Readonly<Record<ShownPiece["kind"], string>> = {
  now: "believed",
  read: "written by a hop",
  later: "not read yet",
  client: "no hop vouches for it",
};

/** The walk, step by step, and the characters of the request that it believes. */
export class WalkPanel extends LitElement {
  static override properties: PropertyDeclarations = {
    walk: { attribute: false },
    step: { attribute: false },
    plays: { state: true },
  };

  declare walk: Walk | undefined;
  /** How many steps are shown. */
  declare step: number;
  declare plays: boolean;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.plays = false;
  }

  protected override createRenderRoot(): this {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#pause();
  }

  protected override willUpdate(changed: ReadonlyMap<PropertyKey, unknown>): void {
    if (changed.has("walk")) this.#pause();
  }

  /** How many steps the walk has. */
  get count(): number {
    return this.walk?.explanation.steps.length ?? 0;
  }

  /** Goes so many steps on. */
  go(by: 1 | -1): void {
    this.#pause();
    this.#show(this.step + by);
  }

  protected override render(): TemplateResult {
    const { walk, step, count } = this;
    return html`
      <h2 id="walk-title">The walk</h2>
      ${
        walk === undefined
          ? html`<p class="hint">There is no walk yet: mend the path or the request.</p>`
          : html`
              <div class="controls" role="group" aria-label="Steps of the walk">
                <button type="button" ?disabled=${step <= 0} @click=${() => this.go(-1)}>
                  Back
                </button>
                <button type="button" class="main" @click=${() => this.#play()}>
                  ${this.plays ? "Pause" : "Play"}
                </button>
                <button type="button" ?disabled=${step >= count} @click=${() => this.go(1)}>
                  Forward
                </button>
                <span class="hint">or the keys ← and →</span>
              </div>
              <p class="now" role="status">${this.#caption(walk)}</p>
              <h3 id="lines-title">The request, as the walk sees it</h3>
              <ul class="lines" aria-labelledby="lines-title">
                ${shownLines(walk.resolver, walk.evidence, walk.explanation.steps, step).map(
                  (line) => lineOf(line),
                )}
              </ul>
              <ul class="legend" aria-label="Legend">
                ${(["now", "read", step >= count ? "client" : "later"] as const).map(
                  (kind) => html`<li><span data-kind=${kind}>${KINDS[kind]}</span></li>`,
                )}
              </ul>
              <h3 id="steps-title">Step by step</h3>
              <ol class="steps" aria-labelledby="steps-title">
                ${walk.words.map((words, index) => this.#step(words, index))}
              </ol>
              ${step >= count ? walk.notes.map((note) => html`<p class="note">${note}</p>`) : nothing}
            `
      }
    `;
  }

  #caption({ words, answer }: Walk): string {
    const { step, count } = this;
    if (step <= 0) return "Nothing is read yet.";
    return step >= count ? answer : `Step ${step} of ${count}: ${words[step - 1]}`;
  }

  #step(words: string, index: number): TemplateResult {
    const number = index + 1;
    const mark = number === this.step ? "now" : number < this.step ? "past" : "later";
    return html`
      <li data-mark=${mark}>
        <button
          type="button"
          aria-current=${mark === "now" ? "step" : "false"}
          @click=${() => {
            this.#pause();
            this.#show(number);
          }}
        >
          ${words}
        </button>
      </li>
    `;
  }

  #show(step: number): void {
    if (step < 0 || step > this.count) return;
    change(this, { step }, false);
  }

  #play(): void {
    if (this.plays) {
      this.#pause();
      return;
    }
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.#show(this.count);
      return;
    }
    this.plays = true;
    if (this.step >= this.count) this.#show(0);
    this.#timer = setInterval(() => {
      const next = this.step + 1;
      this.#show(next);
      if (next >= this.count) this.#pause();
    }, PACE);
  }

  #pause(): void {
    clearInterval(this.#timer);
    this.plays = false;
  }
}

// Each on one line: white space in it would be shown.
function lineOf({ name, pieces }: ShownLine): TemplateResult {
  const values = pieces.map((piece) => pieceOf(piece));
  return html`<li>
    <code><span class="name">${name}:</span> ${values}</code>
  </li>`;
}

function pieceOf({ text, kind, by }: ShownPiece): TemplateResult {
  const title = by === undefined ? KINDS[kind] : `${KINDS[kind]}: ${by}`;
  return html`<span data-kind=${kind} title=${title}>${text}</span>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "walk-panel": WalkPanel;
  }
}
