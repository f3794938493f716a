import type { Evidence, Resolver } from "@client-ip/core";
import { html, LitElement, type PropertyDeclarations, type TemplateResult } from "lit";
import { drawWalk } from "./draw-walk.ts";
import { drawingOf } from "./drawing-of.ts";

const NARROWEST = 288;
const WIDEST = 680;

/**
 * The picture of a walk, as wide as there is room for. It is an image, in which no text that a
 * client sent can become an element of the page.
 */
export class WalkPicture extends LitElement {
  static override properties: PropertyDeclarations = {
    resolver: { attribute: false },
    evidence: { attribute: false },
    width: { state: true },
  };

  declare resolver: Resolver | undefined;
  declare evidence: Evidence | undefined;
  declare width: number;
  readonly #observer = new ResizeObserver(([entry]) => {
    this.width = Math.min(Math.max(Math.floor(entry?.contentRect.width ?? 0), NARROWEST), WIDEST);
  });

  constructor() {
    super();
    this.width = WIDEST;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  protected override createRenderRoot(): this {
    return this;
  }

  protected override render(): TemplateResult | string {
    const { resolver, evidence, width } = this;
    if (resolver === undefined || evidence === undefined) return "";
    const drawing = drawingOf(resolver, evidence);
    const title = `The walk: ${drawing.answer}`;
    const source = `data:image/svg+xml,${encodeURIComponent(drawWalk(drawing, { title, width }))}`;
    return html`
      <img src=${source} alt=${title} />
      <a href=${source} download="walk.svg">Save the picture</a>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "walk-picture": WalkPicture;
  }
}
