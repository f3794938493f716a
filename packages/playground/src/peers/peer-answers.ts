import { answersOfPeers, type PeerAnswer } from "@client-ip/cli/peers";
import type { Evidence, Resolver } from "@client-ip/core";
import { html, LitElement, type PropertyDeclarations, type TemplateResult } from "lit";
import { type Verdict, Verdicts } from "./verdict.ts";

const WORDS: Readonly<Record<Verdict, string>> = {
  same: "the same as ours",
  none: "no answer",
  forged: "forged: the client wrote it",
  different: "another address",
};

/** What other libraries would have answered to the same request. */
export class PeerAnswers extends LitElement {
  static override properties: PropertyDeclarations = {
    resolver: { attribute: false },
    evidence: { attribute: false },
  };

  declare resolver: Resolver | undefined;
  declare evidence: Evidence | undefined;

  protected override createRenderRoot(): this {
    return this;
  }

  protected override render(): TemplateResult {
    return html`
      <h2 id="peers-title">What others would have said</h2>
      ${this.#list()}
    `;
  }

  #list(): TemplateResult | string {
    const { resolver, evidence } = this;
    if (resolver === undefined || evidence === undefined) return "";
    const verdicts = new Verdicts(resolver, evidence);
    return html` <dl>${answersOfPeers(evidence).map((answer) => answerOf(answer, verdicts))}</dl> `;
  }
}

function answerOf({ name, setting, answer }: PeerAnswer, verdicts: Verdicts): TemplateResult {
  const verdict = verdicts.of(answer);
  return html`
    <dt>${name} <small>${setting}</small></dt>
    <dd data-verdict=${verdict}><code>${answer ?? ""}</code> <b>${WORDS[verdict]}</b></dd>
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    "peer-answers": PeerAnswers;
  }
}
