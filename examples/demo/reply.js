import { explainClientIp } from "@client-ip/node";
import accepts from "accepts";

import { printable, text } from "./text.js";

/**
 * Who the client of a request is.
 *
 * @typedef {object} Answers
 * @property {string | undefined} ip the framework's own answer.
 * @property {string | undefined} clientIp the library's answer.
 * @property {import("@client-ip/node").Resolution} clientIpInfo
 */

/**
 * Everything that is shown about a request.
 *
 * @typedef {object} Report
 * @property {import("./applications.js").Application} application
 * @property {Answers} answers
 * @property {import("@client-ip/node").Explanation} explanation
 * @property {readonly (readonly [name: string, value: string])[]} headers one for each line.
 * @property {import("@client-ip/node").Path} path the application's configuration.
 * @property {readonly string[]} commands lines for a shell, to try.
 */

/**
 * @typedef {(request: import("node:http").IncomingMessage, answers: Answers) => { headers:
 * Record<string, string>, body: string }} Reply
 */

/**
 * @type {ReadonlyMap<string, (report: Report) => string>} The first is for a client that accepts
 * any.
 */
const forms = new Map([
  ["text/plain", text],
  ["application/json", json],
]);

/**
 * How an application replies: text for people, or JSON. The page hears of the request, too.
 *
 * @param {import("./applications.js").Application} application
 * @param {import("@client-ip/node").Path} path its configuration.
 * @param {() => readonly string[]} commands to try.
 * @param {import("./live.js").Live} live
 * @returns {Reply}
 */
export function createReply(application, path, commands, live) {
  return (request, answers) => {
    const type = String(accepts(request).type([...forms.keys()]) || "text/plain");
    const form = forms.get(type) ?? text;
    const report = {
      application,
      answers,
      explanation: explainClientIp(request),
      headers: pairs(request.rawHeaders),
      path,
      commands: commands(),
    };
    live.publish(report);
    return { headers: headersOf(type), body: form(report) };
  };
}

/** @param {string} type */
function headersOf(type) {
  return {
    "content-type": `${type}; charset=utf-8`,
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    vary: "accept",
  };
}

/** @param {Report} report */
function json({ application, answers, explanation, headers, path }) {
  const { framework, setting } = application;
  const { ip, clientIp, clientIpInfo } = answers;
  const { steps } = explanation;
  // JSON has no `undefined`: `null` shows that there is no answer.
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
