import { html, LitElement, type PropertyDeclarations, type TemplateResult } from "lit";

/** A text to copy, with a button that does. */
export class CopiedText extends LitElement {
  static override properties: PropertyDeclarations = {
    label: {},
    text: { attribute: false },
    said: { state: true },
  };

  declare label: string;
  declare text: string;
  /** What happened to the last click. */
  declare said: string;

  constructor() {
    super();
    this.label = "";
    this.text = "";
    this.said = "";
  }

  protected override createRenderRoot(): this {
    return this;
  }

  protected override willUpdate(changed: ReadonlyMap<PropertyKey, unknown>): void {
    if (changed.has("text")) this.said = "";
  }

  protected override render(): TemplateResult {
    return html`
      <div class="copied-head">
        <span>${this.label}</span>
        <span role="status">${this.said}</span>
        <button type="button" aria-label="Copy: ${this.label}" @click=${() => this.#copy()}>
          Copy
        </button>
      </div>
      <pre tabindex="0" role="group" aria-label=${this.label}><code>${this.text}</code></pre>
    `;
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.text);
      this.said = "Copied";
    } catch {
      const code = this.querySelector("code");
      if (code !== null) globalThis.getSelection()?.selectAllChildren(code);
      this.said = "Selected: copy it with your keyboard";
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "copied-text": CopiedText;
  }
}
