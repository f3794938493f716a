import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { codeOf } from "../state/path-code.ts";
import { isJson, pathOf } from "../state/path-rows.ts";
import { callAsJson } from "../state/preset-calls.ts";
import type { PathReading, PathRow } from "../state/read-path.ts";
import { change, valueOf } from "./changes.ts";
import { factsOf, HOP_CHOICES } from "./hop-choices.ts";
import { errorOf, findingOf } from "./problem.ts";

/** What the walk knows of a row by now. */
export type RowMark = "now" | "walked" | "stopped" | "";

/** The path, from the client to the application. */
export class PathPanel extends LitElement {
  static override properties: PropertyDeclarations = {
    path: { attribute: false },
    reading: { attribute: false },
    marks: { attribute: false },
    client: { attribute: false },
  };

  declare path: string;
  declare reading: PathReading;
  /** One for each row. */
  declare marks: readonly RowMark[];
  /** The client's address, if it is known. */
  declare client: string | undefined;
  #chosen = HOP_CHOICES[0]?.text ?? "";

  protected override createRenderRoot(): this {
    return this;
  }

  protected override render(): TemplateResult {
    const { rows, error, findings } = this.reading;
    return html`
      <h2 id="path-title">The path</h2>
      <p class="hint">Every proxy in front of your application, the client's side first.</p>
      <ol class="path" aria-labelledby="path-title">
        <li class="path-end"><b>Client</b> <span>${this.client ?? "not known"}</span></li>
        ${rows.map((row, index) => this.#row(row, index))}
        <li class="path-end"><b>Application</b> <span>asks who is calling</span></li>
      </ol>
      <div role="alert">${error === undefined ? nothing : errorOf(error)}</div>
      ${findings.map((finding) => findingOf(finding))}
      <div class="adding">
        <label for="hop-choice">Add a hop next to the application</label>
        <div class="joined-fields">
          <select
            id="hop-choice"
            @change=${(event: Event) => {
              this.#chosen = valueOf(event);
            }}
          >
            ${HOP_CHOICES.map(({ text, label }) => html`<option value=${text}>${label}</option>`)}
          </select>
          <button type="button" class="main" @click=${() => this.#add()}>Add</button>
        </div>
      </div>
      <label for="path-text">The path as text or JSON</label>
      <textarea
        id="path-text"
        rows="3"
        spellcheck="false"
        autocapitalize="off"
        .value=${this.path}
        @input=${(event: Event) => change(this, { path: valueOf(event) }, false)}
      ></textarea>
      <copied-text
        label="As an environment variable"
        .text=${variableText(this.path)}
      ></copied-text>
      <copied-text label="As code" .text=${codeOf(this.path)}></copied-text>
    `;
  }

  #row({ text, error, findings }: PathRow, index: number): TemplateResult {
    const facts = factsOf(text);
    const id = `hop-${index + 1}`;
    return html`
      <li class="hop" data-mark=${this.marks[index] ?? ""}>
        <div class="hop-head">
          <label for=${id}>Hop ${index + 1}</label>
          <span class="hop-buttons">
            ${this.#button("↑", `Move hop ${index + 1} towards the client`, index, -1)}
            ${this.#button("↓", `Move hop ${index + 1} towards the application`, index, 1)}
            <button
              type="button"
              class="small"
              aria-label="Remove hop ${index + 1}"
              @click=${() => this.#remove(index)}
            >
              ✕
            </button>
          </span>
        </div>
        <input
          id=${id}
          spellcheck="false"
          autocapitalize="off"
          autocomplete="off"
          aria-describedby="${id}-about"
          aria-invalid=${error === undefined ? "false" : "true"}
          .value=${text}
          @change=${(event: Event) => this.#replace(index, valueOf(event))}
        />
        <div id="${id}-about">
          ${
            facts === undefined
              ? nothing
              : html`<p class="hint"><b>${facts.what}</b> ${facts.tells}</p>`
          }
          ${error === undefined ? nothing : errorOf(error)}
          ${findings.map((finding) => findingOf(finding))}
        </div>
      </li>
    `;
  }

  #button(sign: string, label: string, index: number, by: 1 | -1): TemplateResult {
    const to = index + by;
    return html`
      <button
        type="button"
        class="small"
        aria-label=${label}
        ?disabled=${to < 0 || to >= this.reading.rows.length}
        @click=${() => this.#move(index, to)}
      >
        ${sign}
      </button>
    `;
  }

  get #texts(): string[] {
    return this.reading.rows.map(({ text }) => text);
  }

  #set(rows: readonly string[]): void {
    change(this, { path: pathOf(rows, callAsJson) }, true);
  }

  #add(): void {
    this.#set([...this.#texts, this.#chosen]);
  }

  #replace(index: number, text: string): void {
    this.#set(this.#texts.with(index, text.trim()));
  }

  #remove(index: number): void {
    this.#set(this.#texts.toSpliced(index, 1));
    void this.#focus("#hop-choice");
  }

  #move(from: number, to: number): void {
    const rows = this.#texts;
    const [row] = rows.splice(from, 1);
    this.#set(rows.toSpliced(to, 0, row ?? ""));
    void this.#focus(`#hop-${to + 1}`);
  }

  /** Focuses what is there after the next update: what had the focus may be gone. */
  async #focus(selector: string): Promise<void> {
    await this.updateComplete;
    this.querySelector<HTMLElement>(selector)?.focus();
  }
}

/** A path as a line of a shell, in single quotes. */
function variableText(path: string): string {
  const text = path.trim() === "" ? "direct" : path.trim();
  const line = isJson(text) ? text.replaceAll(/\s*\n\s*/g, " ") : text;
  return `CLIENT_IP_PATH='${line.replaceAll("'", String.raw`'\''`)}'`;
}

declare global {
  interface HTMLElementTagNameMap {
    "path-panel": PathPanel;
  }
}
