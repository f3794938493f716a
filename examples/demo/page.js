import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

import { hopsSection } from "./hops.js";
import { html, trusted } from "./html.js";

const style = readFileSync(new URL("page.css", import.meta.url), "utf8");
const styleHash = createHash("sha256").update(style).digest("base64");

/**
 * The page runs no script and loads nothing, so a header value that slipped through would stay
 * text.
 */
export const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/**
 * The reply for a browser.
 *
 * @param {import("./reply.js").Report} report
 */
export function page(report) {
  const { application, answers, explanation, headers, path, commands } = report;
  const { framework } = application;
  const { clientIp } = answers;
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <link rel="icon" href="data:," />
        <title>client-ip behind two proxies</title>
        ${trusted(`<style>${style}</style>`)}
      </head>
      <body>
        <header>
          <p>The client of this request, by clientIp in ${framework}:</p>
          <h1 class="${clientIp === undefined ? "unknown" : "known"}">
            ${clientIp ?? "undefined"}
          </h1>
          <p>${String(explanation).split("\n").at(-1)}</p>
        </header>
        ${answerSection(report)} ${walkSection(report)}
        <section>
          <h2>Headers, as ${framework} received them</h2>
          <table class="names">
            ${headers.map(
              ([name, value]) =>
                html`<tr>
                  <th><code class="sent">${name}</code></th>
                  <td><code class="sent">${value}</code></td>
                </tr> `,
            )}
          </table>
        </section>
        <section>
          <h2>The path in its configuration, client first</h2>
          <pre>${path.map((hop) => `${JSON.stringify(hop)}\n`)}</pre>
        </section>
        <section>
          <h2>Try</h2>
          <pre>${commands.map((command) => `${command}\n`)}</pre>
        </section>
        ${hopsSection()}
        <footer>
          <p>
            The same from <a href="/">Express</a>, <a href="/fastify">Fastify</a> and
            <a href="/koa">Koa</a>; text or JSON for a client that accepts it.
          </p>
        </footer>
      </body>
    </html> `;
  return document.toString();
}

/** @param {import("./reply.js").Report} report */
function answerSection({ application, answers }) {
  const { framework, setting } = application;
  const { ip, clientIp, clientIpInfo } = answers;
  const { status, via, proof, source, peer, warnings } = clientIpInfo;
  return html`<section>
    <h2>How it is known</h2>
    <dl>
      <dt>status</dt>
      <dd>${status}</dd>
      <dt>via</dt>
      <dd>${via.join(" → ") || "no hop"}</dd>
      <dt>proof</dt>
      <dd>${proof}</dd>
      <dt>source</dt>
      <dd>${source ?? "none"}</dd>
      <dt>peer</dt>
      <dd>${peer ?? "gone"}</dd>
      <dt>warnings</dt>
      <dd>${warnings.join(", ") || "none"}</dd>
      <dt>${framework}’s own answer</dt>
      <dd class="${ip === clientIp ? "same" : "differs"}">${ip} <code>(${setting})</code></dd>
    </dl>
  </section>`;
}

/** @param {import("./reply.js").Report} report */
function walkSection({ explanation }) {
  return html`<section>
    <h2>The walk, from the application outwards</h2>
    <table>
      <tr>
        <th>step</th>
        <th>hop</th>
        <th>read</th>
        <th>because</th>
        <th>then at</th>
      </tr>
      ${explanation.steps.map(
        ({ event, hop, header, line, element, rule, cursor }) =>
          html`<tr>
            <td>${event}</td>
            <td>${hop ?? ""}</td>
            <td>
              ${header === undefined ? "" : html`${header}${line === undefined ? "" : ` line ${line}`}: <code class="sent">${element ?? ""}</code>`}
            </td>
            <td>${rule}</td>
            <td><code>${cursor}</code></td>
          </tr> `,
      )}
    </table>
  </section>`;
}
