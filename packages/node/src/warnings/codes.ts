/**
 * Every code of a process warning (`warning.code`), stable: when it is emitted, and how to fix it.
 * In Markdown, since docs/errors.md is generated from this. Imported for its type alone.
 */
export const WARNING_CODES = {
  CLIENT_IP_UNCONFIGURED: {
    when: "A private peer sends forwarding headers, and the request has no path. The client's address is `undefined`.",
    remedy:
      "Configure the path: `clientIp('direct')`, a preset, or your proxies' addresses. The warning names the platform's preset where it recognizes one. If a path is configured, the code that asked ran before it: put `clientIp(path)` in front of limits and logs, in Nest import `ClientIpModule.forRoot(path)` in the root module, and in a WebSocket's handshake write `clientIpOf(req, resolver)`.",
  },
  CLIENT_IP_FINDING: {
    when: "An adapter was given a path with a [finding](#findings) of severity `danger`.",
    remedy:
      "The warning names the finding, the hop and the remedy. Where it is right so, write `createResolver(path, { accept: [code] })`, and give the adapter that resolver.",
  },
  CLIENT_IP_UNRECOGNIZED_PROXY: {
    when: "A private peer that is not in the path sends forwarding headers. Its own address was used as the client.",
    remedy: "If the peer is a proxy, add its address to the path.",
  },
  CLIENT_IP_PROBABLE_PROXY: {
    when: "A client is probably a proxy that the path forgot ([`probable-proxy`](#probable-proxy)): it has an address of a hop, of a CDN that is not in the path, of the gateway in front of a proxy, or 1,000 requests on many connections have it. Once for each network.",
    remedy:
      "Add the hop. The warning names the CDN's preset. Such clients can be refused: `onProbableProxy: 'unresolved'`.",
  },
  CLIENT_IP_NO_CLIENT: {
    when: "None of the first 100 requests has a client. The warning has the status of the last one.",
    remedy:
      "`explainClientIp(req)` shows why, and the status has a heading on this page. If all were health checks, there is nothing to do.",
  },
  CLIENT_IP_UNSEEN_HOP: {
    when: "None of the first 1,000 requests came through one of the path's hops.",
    remedy:
      "Correct what recognizes the hop, or leave it out. `explainClientIp(req)` shows the walk.",
  },
  CLIENT_IP_PRIVATE_CLIENTS: {
    when: "1,000 clients in a row are private, and the outermost hop is on the internet; or 10,000 with any path.",
    remedy:
      "Let the hop that hides the clients keep the source address: `externalTrafficPolicy: Local`. If all clients are in your network, there is nothing to do.",
  },
  CLIENT_IP_SIDECAR: {
    when: "The peer is a mesh's sidecar, 127.0.0.6, that is not in the path. Any workload of the mesh may be behind it.",
    remedy: "For Istio: `clientIp(istio({ gateway, mode: 'sidecar' }))`.",
  },
  CLIENT_IP_PROXY_UNREAD: {
    when: "The path has a PROXY hop, but the server does not take its header off the connection.",
    remedy: "Call `acceptProxyProtocol(server, resolver)` before the server listens.",
  },
  CLIENT_IP_PROXY_UNRECOGNIZED_PEER: {
    when: "A peer that is no PROXY hop of the path sent a PROXY header, and Node answered 400.",
    remedy:
      "If the peer is a proxy, add its address to the PROXY hop. The warning names its network.",
  },
  CLIENT_IP_PROXY_REFUSED: {
    when: "A connection was closed for its PROXY header, and `acceptProxyProtocol` has no `onError`.",
    remedy: "The warning holds the code and the remedy. Give `onError` to hear of each connection.",
  },
  CLIENT_IP_SHADOWED: {
    when: "Other code sets `clientIp` on requests too, such as request-ip's `mw()`.",
    remedy: "Remove the other code, or read `clientIpOf(req)`.",
  },
  CLIENT_IP_COMPARE_FAILED: {
    when: "`compare` or `onDifference` threw an error, or `compare` gave no text, such as a promise. No request is affected; `counts.failed` says how often.",
    remedy: "Let `compare` give text, `null` or `undefined` at once: `(req) => req.ip`.",
  },
  CLIENT_IP_UNDECIDED_PATH: {
    when: "Two paths were bound to a request, name different clients, and it cannot be told which one holds where the request is: behind a route or a mount path that bound one, or in a part without a path that is mounted at the same place as one that has its own. The request has no client: `ambiguous`.",
    remedy:
      "In Express, give each part a router, and call `router.use(clientIp(path))` in it. In Hono and h3, mount applications with different paths at different base paths; in h3 2 by their fetch function: `app.mount(base, sub.fetch)`.",
  },
  CLIENT_IP_RESUMED_IDENTITY: {
    when: "A TLS session was resumed on a server that has several contexts (SNI), that shares its sessions (`ticketKeys`, a `resumeSession` listener), or that is not known. It may have begun under another name or at another server, and Node 20 does not look whether a CA of this one signed the client's certificate: it proves no identity.",
    remedy:
      "Pin the CA of the hop: `ca`. Or use one server for each CA, or turn resumption off: `secureOptions: constants.SSL_OP_NO_TICKET` of `node:crypto`, and no `resumeSession` listener.",
  },
  CLIENT_IP_SEVERAL_CAS: {
    when: "A hop was recognized by its certificate on a server that takes certificates of several CAs, or of every public one (no `ca`). Each of them can name any identity.",
    remedy:
      "Pin the CA of the hop: `ca` in the path. Or give the server one CA, that of your mesh.",
  },
  CLIENT_IP_REJECTED: {
    when: "A request without a client was answered with 403, since the configuration says `onUnresolved: 'reject'`. Once for each status.",
    remedy:
      "The warning names the status. If it was a health check, see [health checks](health-checks.md).",
  },
  CLIENT_IP_NOT_SEALED: {
    when: "`CLIENT_IP_LISTEN` is not set, so the register hook seals the first server of the process, and another one listens, too. Or it is set, and no server listens on a port that it names: then nothing is sealed.",
    remedy: "If its requests should be sealed, name all ports: `CLIENT_IP_LISTEN=3000,3443`.",
  },
  CLIENT_IP_SCHEME_REMOVED: {
    when: "A request came through a hop with X-Forwarded-Proto or X-Forwarded-Host, and the seal removed the header: a client may have sent it. `req.secure`, secure cookies and redirects may need it.",
    remedy:
      "If a hop overwrites the header, write `proto: 'x-forwarded-proto'` on that hop, or `keep: ['x-forwarded-proto']` in the seal. If nothing needs it, write `keep: []`. If the path says so already, the warning has the reason why the header was not believed.",
  },
  CLIENT_IP_SEAL_FAILED: {
    when: "A request could not be sealed, and was answered with 403: another seal was there before (`sealed-twice`), or its headers could not be replaced.",
    remedy: "Seal in one place. The warning names the error's code.",
  },
  CLIENT_IP_LIVE_LIST: {
    when: "A live list could not be read since the process began. The copy that it began with is in use, or no address at all.",
    remedy:
      "The warning has the reason. Let the process reach the publisher, or give a mirror (`url`); keep the list on disk (`store`). See [live lists](live-addresses.md).",
  },
  CLIENT_IP_LIVE_LIST_STALE: {
    when: "A live list could not be refreshed for longer than its `staleAfter`.",
    remedy:
      "The warning has the reason of the last failure. A stale list misses new addresses, and has some that others use by now.",
  },
  CLIENT_IP_LIVE_LIST_STORE: {
    when: "The file in which a live list is kept (`store`) could not be written, or holds no such list.",
    remedy: "Let the process write to the folder. Remove the file if another program wrote it.",
  },
  CLIENT_IP_INSECURE_HTTP_PARSER: {
    when: "The server parses HTTP leniently (`insecureHTTPParser`), which invites request smuggling.",
    remedy: "Turn it off, or trust only hops that set a secret header on each request.",
  },
} as const;

/** The code of a process warning. docs/errors.md has a heading for each. */
export type WarningCode = keyof typeof WARNING_CODES;
