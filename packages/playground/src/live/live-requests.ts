import type { Path } from "@client-ip/core";
import { html, LitElement, type PropertyDeclarations, type TemplateResult } from "lit";

/** A request that reached an application, as its server tells it. */
export interface LiveRequest {
  /** The framework of the application. */
  readonly framework: string;
  /** The framework's own answer. */
  readonly ip?: string;
  readonly path: Path;
  /** The socket's peer. */
  readonly peer?: string;
  /** Names and values, in wire order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** As many requests are listed. */
const LISTED = 10;

/**
 * Requests as they reach the applications of the server that the page came from. A
 * `request-arrived` event, which bubbles, has a {@link LiveRequest} in its `detail`.
 */
export class LiveRequests extends LitElement {
  static override properties: PropertyDeclarations = {
    requests: { state: true },
    follows: { state: true },
  };

  /** The newest first. */
  declare requests: readonly LiveRequest[];
  /** Whether each new request is shown at once. */
  declare follows: boolean;
  #events: EventSource | undefined;

  constructor() {
    super();
    this.requests = [];
    this.follows = true;
  }

  protected override createRenderRoot(): this {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#events = new EventSource("live");
    this.#events.addEventListener("message", ({ data }: MessageEvent<string>) => {
      const request: LiveRequest = JSON.parse(data);
      this.requests = [request, ...this.requests].slice(0, LISTED);
      if (this.follows) this.#show(request);
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#events?.close();
  }

  protected override render(): TemplateResult {
    return html`
      <h2 id="live-title">Requests as they come</h2>
      <p class="hint" role="status">
        ${this.requests.length === 0 ? "None yet: send one with curl." : `The newest first.`}
      </p>
      <label class="check">
        <input
          type="checkbox"
          .checked=${this.follows}
          @change=${({ currentTarget }: Event) => {
            this.follows = currentTarget instanceof HTMLInputElement && currentTarget.checked;
          }}
        />
        Show each request at once
      </label>
      <ol class="live" aria-labelledby="live-title">
        ${this.requests.map((request) => this.#request(request))}
      </ol>
    `;
  }

  #request(request: LiveRequest): TemplateResult {
    const { framework, ip } = request;
    return html`
      <li>
        <button type="button" @click=${() => this.#show(request)}>Show</button>
        <span>${framework} itself says <code>${ip ?? "nothing"}</code></span>
      </li>
    `;
  }

  #show(detail: LiveRequest): void {
    this.dispatchEvent(new CustomEvent("request-arrived", { detail, bubbles: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "live-requests": LiveRequests;
  }
  interface HTMLElementEventMap {
    "request-arrived": CustomEvent<LiveRequest>;
  }
}
