import { createServer } from "node:http";

import { createProxyServer } from "httpxy";

/**
 * A proxy as most are: it appends the address of its own peer to X-Forwarded-For and hands on the rest.
 *
 * @param {string} from the address from which it connects.
 * @param {(path: string) => string} targetFor where a request goes: a URL without a path.
 */
export function forwardingProxy(from, targetFor) {
  const proxy = createProxyServer();
  return createServer((request, response) => {
    // Not httpxy's own `xfwd`: that leaves a list from the client as it is, and the client unnamed.
    const list = [request.headers["x-forwarded-for"], request.socket.remoteAddress].flat();
    const options = {
      target: targetFor(request.url ?? "/"),
      localAddress: from,
      agent: false,
      headers: { "x-forwarded-for": list.filter(Boolean).join(", ") },
    };
    proxy.web(request, response, options).catch(() => {
      if (!response.headersSent) response.writeHead(502);
      response.end();
    });
  });
}
