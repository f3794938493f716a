import type { Evidence, Resolver } from "@client-ip/core";
import { html, LitElement, type PropertyDeclarations, type TemplateResult } from "lit";
import type { AttackerChanges, LineChanges, Piece } from "./attacker-answer.ts";
import { tryChanges } from "./attacker-changes.ts";
import { runWhenIdle } from "./idle.ts";
import { addedInWords, pieceInWords, summaryOf } from "./in-words.ts";

/** How much of a piece is repeated beside what it is, in characters. */
const EXCERPT = 48;

/** What an attacker could still change about a request. Found while the page is idle. */
export class AttackerElement extends LitElement {
  static override properties: PropertyDeclarations = {
    resolver: { attribute: false },
    evidence: { attribute: false },
    found: { state: true },
  };

  /** The path's resolver, of its own: the tries count in its `stats`. */
  declare resolver: Resolver | undefined;
  declare evidence: Evidence | undefined;
  declare found: AttackerChanges | undefined;
  #stop: () => void = () => undefined;

  protected override createRenderRoot(): this {
    return this;
  }

  protected override willUpdate(changed: ReadonlyMap<PropertyKey, unknown>): void {
    if (!changed.has("resolver") && !changed.has("evidence")) return;
    this.#stop();
    const { resolver, evidence } = this;
    if (resolver === undefined || evidence === undefined) {
      this.found = undefined;
      return;
    }
    this.#stop = runWhenIdle(tryChanges(resolver, evidence), (found) => {
      this.found = found;
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override render(): TemplateResult {
    const { found } = this;
    return html`
      <h2 id="attacker-title">What could an attacker still change?</h2>
      <p role="status">${found === undefined ? "" : summaryOf(found)}</p>
      ${found === undefined ? "" : this.#lists(found)}
      <p class="attacker-grounds">
        Found by trying: one part at a time, then whole lines together. It takes the path at its
        word: each hop does what the path says, and no client knows a secret.
      </p>
    `;
  }

  #lists({ lines, added, proxyHeaders }: AttackerChanges): TemplateResult {
    return html`
      <ul class="attacker-lines" aria-label="Each part of the request">
        ${proxyHeaders.map(
          (header, index) =>
            html`<li><b>PROXY header ${index + 1}</b>: ${pieceInWords(header)}</li>`,
        )}
        ${lines.map((line) => lineOf(line))}
      </ul>
      <h3>Lines that it could add</h3>
      <ul class="attacker-added">
        ${added.map((line) => html`<li><code>${line.name}</code>: ${addedInWords(line)}</li>`)}
      </ul>
    `;
  }
}

function lineOf({ name, value, pieces }: LineChanges): TemplateResult {
  return html`
    <li>
      <code class="attacker-line">${name}: ${pieces.map((piece) => markOf(piece, value))}</code>
      <ul>
        ${pieces.map(
          (piece) => html`<li><code>${excerpt(value, piece)}</code>: ${pieceInWords(piece)}</li>`,
        )}
      </ul>
    </li>
  `;
}

function markOf({ from, to, controlled, changes }: Piece, value: string): TemplateResult {
  const kind = controlled ? (changes[0] ?? "nothing") : "hop";
  return html`<span data-change=${kind}>${value.slice(from, to)}</span>`;
}

/** The text of a piece, shortened: the whole line stands above it. */
function excerpt(value: string, { from, to }: Piece): string {
  const text = value.slice(from, to);
  return text.length <= EXCERPT ? text : `${text.slice(0, EXCERPT)}…`;
}

declare global {
  interface HTMLElementTagNameMap {
    "attacker-changes": AttackerElement;
  }
}
