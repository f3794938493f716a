import { explainClientIp } from "@client-ip/node";
import accepts from "accepts";

import { page, policy } from "./page.js";
import { printable } from "./printable.js";
import { text } from "./text.js";

/**
 * What is said of a request.
 *
 * @typedef {object} Said
 * @property {string | undefined} ip by the framework itself.
 * @property {string | undefined} clientIp by the library in it.
 * @property {import("@client-ip/node").Resolution} clientIpInfo
 */

/**
 * All that is shown of a request.
 *
 * @typedef {object} Report
 * @property {import("./applications.js").Application} application
 * @property {Said} said
 * @property {import("@client-ip/node").Explanation} explanation
 * @property {readonly (readonly [name: string, value: string])[]} headers one for each line.
 * @property {import("@client-ip/node").Path} path as the application is told.
 * @property {readonly string[]} commands lines for a shell, to try.
 */

/** @typedef {(request: import("node:http").IncomingMessage, said: Said) => { headers: Record<string, string>, body: string }} Answer */

/** @type {ReadonlyMap<string, (report: Report) => string>} The first is for whoever takes anything. */
const forms = new Map([
  ["text/plain", text],
  ["text/html", page],
  ["application/json", json],
]);

/**
 * What an application answers: text for curl, a page for a browser, or JSON.
 *
 * @param {import("./applications.js").Application} application
 * @param {import("@client-ip/node").Path} path as it is told.
 * @param {() => readonly string[]} commands to try.
 * @returns {Answer}
 */
export function answering(application, path, commands) {
  return (request, said) => {
    const type = String(accepts(request).type([...forms.keys()]) || "text/plain");
    const form = forms.get(type) ?? text;
    const body = form({
      application,
      said,
      explanation: explainClientIp(request),
      headers: pairs(request.rawHeaders),
      path,
      commands: commands(),
    });
    return { headers: headersOf(type), body };
  };
}

/** @param {string} type */
function headersOf(type) {
  return {
    "content-type": `${type}; charset=utf-8`,
    "content-security-policy": policy,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    vary: "accept",
  };
}

/** @param {Report} report */
function json({ application, said, explanation, headers, path }) {
  const { framework, setting } = application;
  const { ip, clientIp, clientIpInfo } = said;
  const { steps } = explanation;
  // JSON has no `undefined`, and that nobody is known should be seen.
  const known = { ip: ip ?? null, clientIp: clientIp ?? null, clientIpInfo };
  const shown = { framework, setting, ...known, why: String(explanation).split("\n"), steps };
  return `${printable(JSON.stringify({ ...shown, headers, path }, undefined, 2))}\n`;
}

/**
 * @param {readonly string[]} rawHeaders names and values in turn.
 * @returns {[name: string, value: string][]}
 */
function pairs(rawHeaders) {
  const names = rawHeaders.filter((_, index) => index % 2 === 0);
  return names.map((name, index) => [name, rawHeaders[2 * index + 1] ?? ""]);
}
