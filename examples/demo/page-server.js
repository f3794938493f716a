import { createServer } from "node:http";

/**
 * Serves the page of packages/playground, and the requests that it shows as they come.
 *
 * @param {string} html the page as a file, whose policy lets it connect to nothing.
 * @param {import("./live.js").Live} live
 */
export function pageServer(html, live) {
  const page = html.replace("connect-src 'none'", "connect-src 'self'");
  return createServer((request, response) => {
    // A name that leads here by DNS rebinding is none of these. Another site has its own origin.
    const { host = "", origin = `http://${host}` } = request.headers;
    const isOurs = /^(?:127\.0\.0\.1|localhost):\d+$/.test(host) && origin === `http://${host}`;
    if (!isOurs) response.writeHead(403).end();
    else if (request.method !== "GET") response.writeHead(405, { allow: "GET" }).end();
    else if (request.url === "/") response.writeHead(200, HEADERS).end(page);
    else if (request.url === "/live") live.listen(response);
    else response.writeHead(404).end();
  });
}

const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy": "frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};
