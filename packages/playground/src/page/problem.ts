import type { ClientIpError, Finding } from "@client-ip/core";
import { html, type TemplateResult } from "lit";

/** An error in words: what was given, what was expected, and how to mend it. */
export function errorOf({ code, given, expected, remedy }: ClientIpError): TemplateResult {
  return html`
    <div class="problem" data-severity="error">
      <b>${given}</b>
      <span>Expected: ${expected}.</span>
      <span>${remedy}</span>
      <small><code>${code}</code></small>
    </div>
  `;
}

/** A finding in words: what is unwise, and what would be wiser. */
export function findingOf({ code, severity, message, remedy }: Finding): TemplateResult {
  return html`
    <div class="problem" data-severity=${severity}>
      <span><b>${severity === "danger" ? "Danger" : "Advice"}:</b> ${message}</span>
      <span>${remedy}</span>
      <small><code>${code}</code></small>
    </div>
  `;
}
