import { factSheets } from "@client-ip/presets";

import { html } from "./html.js";

/** What to write for each hop that has a name: the table of docs/hops.md. */
export function hopsSection() {
  return html`<section>
    <h2>What stands in front of your own application?</h2>
    <details>
      <summary>Find it here, and write its name: clientIp('nginx'), CLIENT_IP_PATH=nginx</summary>
      <table class="names">
        ${Object.values(factSheets).map(
          ({ vendor, what, text, example }) =>
            html`<tr>
              <th>${vendor}: ${what}</th>
              <td><code>${text ?? example}</code></td>
            </tr> `,
        )}
      </table>
    </details>
  </section>`;
}
