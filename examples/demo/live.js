/** As many requests are kept for a page that opens later. */
const BACKLOG = 20;
/** As many pages may listen. */
const LISTENERS = 8;
/** Headers whose values no page needs. */
const MASKED = new Set(["authorization", "cookie", "proxy-authorization"]);

/**
 * A request as the page shows it.
 *
 * @typedef {object} LiveRequest
 * @property {string} framework
 * @property {string | undefined} ip the framework's own answer.
 * @property {import("@client-ip/node").Path} path
 * @property {string | undefined} peer
 * @property {readonly (readonly [name: string, value: string])[]} headers
 */

/** Tells pages about requests as they come, by Server-Sent Events (HTML, 9.2). */
export class Live {
  /** @type {Set<import("node:http").ServerResponse>} */
  #listeners = new Set();
  /** @type {string[]} */
  #events = [];

  /** @param {import("./reply.js").Report} report */
  publish({ application, answers, headers, path }) {
    /** @type {LiveRequest} */
    const request = {
      framework: application.framework,
      ip: answers.ip,
      path,
      peer: answers.clientIpInfo.peer,
      headers: headers.map(([name, value]) => [
        name,
        MASKED.has(name.toLowerCase()) ? "(not shown)" : value,
      ]),
    };
    // JSON has no line ends, which would end the event.
    const event = `data: ${JSON.stringify(request)}\n\n`;
    this.#events = [...this.#events, event].slice(-BACKLOG);
    for (const listener of this.#listeners) listener.write(event);
  }

  /** @param {import("node:http").ServerResponse} response */
  listen(response) {
    if (this.#listeners.size >= LISTENERS) {
      response.writeHead(503).end();
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    // So that the page knows that it listens.
    response.write(`: requests\n\n${this.#events.join("")}`);
    this.#listeners.add(response);
    response.once("close", () => this.#listeners.delete(response));
  }
}
