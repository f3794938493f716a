import { CommandError, type PastedRequest, readRequest } from "@client-ip/cli/request-text";
import type { ClientIpError } from "@client-ip/core";
import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { PageState } from "../state/page-state.ts";
import { change, valueOf } from "./changes.ts";
import { errorOf } from "./problem.ts";

/** The request: pasted, or written line by line. */
export class RequestPanel extends LitElement {
  static override properties: PropertyDeclarations = {
    state: { attribute: false },
    error: { attribute: false },
    pasteError: { state: true },
    asksEntry: { state: true },
  };

  declare state: PageState;
  /** Why the request cannot be read. */
  declare error: ClientIpError | undefined;
  declare pasteError: ClientIpError | undefined;
  /** Whether the pasted text has several requests. */
  declare asksEntry: boolean;
  #pasted = "";
  #entry = 1;

  constructor() {
    super();
    this.asksEntry = false;
  }

  protected override createRenderRoot(): this {
    return this;
  }

  protected override render(): TemplateResult {
    const { peer, headers, encrypted, proxy } = this.state;
    return html`
      <h2 id="request-title">The request</h2>
      <details class="pasting">
        <summary>Paste a request</summary>
        <label for="pasted"
          >Output of curl -v, a curl command, HTTP lines, a HAR file, or JSON</label
        >
        <textarea
          id="pasted"
          rows="5"
          spellcheck="false"
          @input=${(event: Event) => {
            this.#pasted = valueOf(event);
          }}
        ></textarea>
        ${this.asksEntry ? this.#entryField() : nothing}
        <button type="button" class="main" @click=${() => this.#read()}>Read the request</button>
        <div role="alert">
          ${this.pasteError === undefined ? nothing : errorOf(this.pasteError)}
        </div>
      </details>
      <label for="peer">The socket's peer</label>
      <input
        id="peer"
        spellcheck="false"
        autocapitalize="off"
        autocomplete="off"
        aria-describedby="peer-hint"
        .value=${peer}
        @input=${(event: Event) => change(this, { peer: valueOf(event) }, false)}
      />
      <p class="hint" id="peer-hint">What connects to the application: an address, or unix.</p>
      <label for="headers">Header lines, as they arrived</label>
      <textarea
        id="headers"
        rows="7"
        spellcheck="false"
        autocapitalize="off"
        .value=${headers}
        @input=${(event: Event) => change(this, { headers: valueOf(event) }, false)}
      ></textarea>
      <details ?open=${proxy !== "" || encrypted}>
        <summary>The connection</summary>
        <label class="check">
          <input
            type="checkbox"
            .checked=${encrypted}
            @change=${(event: Event) => this.#encrypt(event)}
          />
          The socket is encrypted
        </label>
        <label for="proxy">PROXY headers, as hexadecimal or as PROXY TCP4 …</label>
        <input
          id="proxy"
          spellcheck="false"
          autocomplete="off"
          .value=${proxy}
          @input=${(event: Event) => change(this, { proxy: valueOf(event) }, false)}
        />
      </details>
      <div role="alert">${this.error === undefined ? nothing : errorOf(this.error)}</div>
    `;
  }

  #entryField(): TemplateResult {
    return html`
      <label for="entry">Which of its requests, 1 being the first</label>
      <input
        id="entry"
        type="number"
        min="1"
        .value=${String(this.#entry)}
        @input=${(event: Event) => {
          this.#entry = Number(valueOf(event));
        }}
      />
    `;
  }

  #encrypt({ currentTarget }: Event): void {
    const isOn = currentTarget instanceof HTMLInputElement && currentTarget.checked;
    change(this, { encrypted: isOn }, true);
  }

  #read(): void {
    try {
      const request = readRequest(this.#pasted, this.asksEntry ? { entry: this.#entry } : {});
      this.pasteError = undefined;
      this.asksEntry = false;
      change(this, stateOf(request), true);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      this.pasteError = error;
      this.asksEntry = error.code === "request-text-many";
    }
  }
}

/** What a pasted request says. What it does not say stays as it is. */
function stateOf({
  rawHeaders,
  authority,
  peer,
  encrypted,
  proxyBytes,
}: PastedRequest): Partial<PageState> {
  const lines: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
  }
  const hasHost = lines.some((line) => /^host:/i.test(line));
  if (authority !== undefined && !hasHost) lines.unshift(`:authority: ${authority}`);
  return {
    headers: lines.join("\n"),
    proxy: proxyBytes === undefined ? "" : hexOf(proxyBytes),
    ...(peer === undefined ? {} : { peer }),
    ...(encrypted === undefined ? {} : { encrypted }),
  };
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

declare global {
  interface HTMLElementTagNameMap {
    "request-panel": RequestPanel;
  }
}
