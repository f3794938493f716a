import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { GalleryRequest } from "../gallery/gallery-request.ts";
import type { LiveRequest } from "../live/live-requests.ts";
import { evaluate, type Evaluation, type Walk } from "../state/evaluate.ts";
import { FIRST, type PageState } from "../state/page-state.ts";
import type { Change } from "./changes.ts";
import { PastStates } from "./past-states.ts";
import type { RowMark } from "./path-panel.ts";

/** What a request of the gallery and one that reached a server have in common. */
type ShownRequest = Pick<LiveRequest, "path" | "peer" | "headers"> &
  Pick<GalleryRequest, "preamble">;

/** The whole page. */
export class ClientIpPage extends LitElement {
  static override properties: PropertyDeclarations = { state: { state: true } };

  declare state: PageState;
  readonly #past = new PastStates();
  #evaluation: Evaluation = evaluate(FIRST);
  #evaluated: PageState = FIRST;

  constructor() {
    super();
    this.state = this.#past.read();
  }

  protected override createRenderRoot(): this {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("popstate", this.#onPopState);
    addEventListener("keydown", this.#onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("popstate", this.#onPopState);
    removeEventListener("keydown", this.#onKey);
  }

  /** Shows a request of the gallery, or one that reached a server. */
  #show({ path, peer, headers, preamble }: ShownRequest): void {
    this.#set(
      {
        path: typeof path === "string" ? path : JSON.stringify(path),
        peer: peer ?? "",
        headers: headers.map(([name, value]) => `${name}: ${value}`).join("\n"),
        encrypted: false,
        proxy: preamble ?? "",
      },
      true,
    );
  }

  protected override willUpdate(): void {
    if (isSameCase(this.state, this.#evaluated)) return;
    this.#evaluated = this.state;
    this.#evaluation = evaluate(this.state);
  }

  protected override render(): TemplateResult {
    const { state } = this;
    const { path, walk, requestError } = this.#evaluation;
    const step = stepOf(state, walk);
    return html`
      <header>
        <h1>Who is the client?</h1>
        <p>
          Describe the proxies in front of your application, and paste a request. You see which
          characters are believed, and why. Nothing that you write leaves this page.
        </p>
      </header>
      <p class="answer" role="status" data-answer=${answerKind(walk)}>${answerText(walk)}</p>
      <main
        @state-changed=${({ detail }: CustomEvent<Change>) => this.#change(detail)}
        @request-chosen=${({ detail }: CustomEvent<GalleryRequest>) => this.#show(detail)}
        @request-arrived=${({ detail }: CustomEvent<LiveRequest>) => this.#show(detail)}
      >
        ${isServed() ? LIVE : nothing}
        <div class="columns case">
          <section class="panel" aria-labelledby="path-title">
            <path-panel
              .path=${state.path}
              .reading=${path}
              .marks=${path.rows.map((_, row) => markOf(row, walk, step))}
              .client=${walk?.explanation.resolution.ip}
            ></path-panel>
          </section>
          <section class="panel" aria-labelledby="request-title">
            <request-panel .state=${state} .error=${requestError}></request-panel>
          </section>
          <section class="panel" aria-labelledby="walk-title">
            <walk-panel .walk=${walk} .step=${step}></walk-panel>
          </section>
        </div>
        <div class="columns">
          <section class="panel" aria-labelledby="gallery-title">
            <request-gallery></request-gallery>
          </section>
          <section class="panel" aria-labelledby="peers-title">
            <peer-answers .resolver=${walk?.resolver} .evidence=${walk?.evidence}></peer-answers>
          </section>
        </div>
        <div class="columns">
          <section class="panel" aria-labelledby="attacker-title">
            <attacker-changes
              .resolver=${walk?.trying}
              .evidence=${walk?.evidence}
            ></attacker-changes>
          </section>
          <section class="panel" aria-labelledby="picture-title">
            <h2 id="picture-title">The picture</h2>
            <walk-picture .resolver=${walk?.resolver} .evidence=${walk?.evidence}></walk-picture>
          </section>
        </div>
      </main>
      <footer>
        <p>
          The address of this page holds the case, to send to a colleague. Secrets are never in it.
          ${isServed() ? nothing : "The page has no connection to any server."}
        </p>
      </footer>
    `;
  }

  #change({ state, isStep }: Change): void {
    const { step: _, ...before } = this.state;
    this.#set({ ...before, ...state }, isStep);
  }

  #set(state: PageState, isNew: boolean): void {
    this.state = state;
    this.#past.write(state, isNew);
  }

  readonly #onPopState = (): void => {
    this.state = this.#past.read();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : undefined;
    if (by === undefined || !isPlain || isField(event.target)) return;
    this.querySelector("walk-panel")?.go(by);
  };
}

/** Whether the page came from a server, which tells it of requests, and not from a disk. */
const isServed = (): boolean => location.protocol.startsWith("http");

const LIVE = html`
  <section class="panel live-panel" aria-labelledby="live-title">
    <live-requests></live-requests>
  </section>
`;

/** Whether a target has a use of its own for the arrow keys. */
function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("input, textarea, select, pre");
}

function isSameCase(a: PageState, b: PageState): boolean {
  return (
    a.path === b.path &&
    a.peer === b.peer &&
    a.headers === b.headers &&
    a.encrypted === b.encrypted &&
    a.proxy === b.proxy
  );
}

function stepOf({ step }: PageState, walk: Walk | undefined): number {
  const count = walk?.explanation.steps.length ?? 0;
  return Math.min(step ?? count, count);
}

function markOf(row: number, walk: Walk | undefined, step: number): RowMark {
  if (walk === undefined) return "";
  const { rowOfStep, explanation } = walk;
  const shown = rowOfStep.slice(0, step);
  if (!shown.includes(row)) return "";
  const last = explanation.steps[shown.lastIndexOf(row)];
  if (last?.event === "stopped" || last?.cursor === "none") return "stopped";
  return step < rowOfStep.length && shown.at(-1) === row ? "now" : "walked";
}

function answerKind(walk: Walk | undefined): string {
  if (walk === undefined) return "none";
  return walk.explanation.resolution.ip === undefined ? "unknown" : "known";
}

function answerText(walk: Walk | undefined): string {
  return walk?.answer ?? "No answer: the path or the request cannot be read.";
}

declare global {
  interface HTMLElementTagNameMap {
    "client-ip-page": ClientIpPage;
  }
}
