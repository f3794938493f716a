import { createServer } from "node:http";

import { createProxyServer } from "httpxy";

/**
 * A typical proxy: it appends the address of its peer to X-Forwarded-For, and passes on the rest.
 *
 * @param {string} from the address from which it connects.
 * @param {(path: string) => string} targetFor the URL, without a path, to which a request is sent.
 */
export function forwardingProxy(from, targetFor) {
  const proxy = createProxyServer();
  return createServer((request, response) => {
    // Not httpxy's own `xfwd`: it keeps a list from the client as it is, without the client's
    // address.
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
