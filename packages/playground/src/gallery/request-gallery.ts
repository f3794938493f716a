import { html, LitElement, type PropertyDeclarations, type TemplateResult } from "lit";
import type { GalleryRequest, GalleryTopology } from "./gallery-request.ts";
import requests from "./requests.json" with { type: "json" };

const data: unknown = requests;
const TOPOLOGIES = isGallery(data) ? data : [];

/** The test that writes the file gives it its form. */
function isGallery(value: unknown): value is readonly GalleryTopology[] {
  return Array.isArray(value);
}

const KINDS = { honest: "Honest", forged: "Forged" } as const;

/**
 * Requests to try, by topology. A `request-chosen` event, which bubbles, has a
 * {@link GalleryRequest} in its `detail`.
 */
export class RequestGallery extends LitElement {
  static override properties: PropertyDeclarations = { chosen: { state: true } };

  /** The index of the topology whose requests are shown. */
  declare chosen: number;

  constructor() {
    super();
    this.chosen = 0;
  }

  protected override createRenderRoot(): this {
    return this;
  }

  protected override render(): TemplateResult {
    const topology = TOPOLOGIES[this.chosen];
    return html`
      <h2 id="gallery-title">Requests to try</h2>
      <label for="gallery-topology">What runs in front of the application</label>
      <select id="gallery-topology" @change=${(event: Event) => this.#choose(event.currentTarget)}>
        ${TOPOLOGIES.map(
          ({ title }, index) =>
            html`<option value=${index} ?selected=${index === this.chosen}>${title}</option>`,
        )}
      </select>
      <ul class="gallery-requests" aria-label="Requests through ${topology?.title}">
        ${topology?.requests.map((request) => this.#request(request))}
      </ul>
    `;
  }

  #request(request: GalleryRequest): TemplateResult {
    const { kind, about, recording } = request;
    return html`
      <li>
        <button type="button" data-kind=${kind} @click=${() => this.#send(request)}>
          ${KINDS[kind]} request
        </button>
        <span>${about}</span>
        ${recording === undefined ? "" : html`<small>Recorded: <code>${recording}</code></small>`}
      </li>
    `;
  }

  #choose(select: EventTarget | null): void {
    if (select instanceof HTMLSelectElement) this.chosen = select.selectedIndex;
  }

  #send(detail: GalleryRequest): void {
    this.dispatchEvent(new CustomEvent("request-chosen", { detail, bubbles: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "request-gallery": RequestGallery;
  }
  interface HTMLElementEventMap {
    "request-chosen": CustomEvent<GalleryRequest>;
  }
}
