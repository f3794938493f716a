/**
 * The codes of a `ProxyAcceptError` beside those of the decoder, stable. `expected` and `remedy`
 * are part of the message, so they are plain text; `when` is for docs/errors.md, in Markdown.
 */
export const ACCEPT_ERROR_CODES = {
  timeout: {
    expected: "a complete PROXY header in time",
    when: "The header was not complete within `timeout` milliseconds from the start of the connection.",
    remedy:
      "If the peer sends no header, turn the header on there (HAProxy: send-proxy-v2, nginx: proxy_protocol on), or take the peer's address out of the hop. If it is slow, raise timeout.",
  },
  ended: {
    expected: "a complete PROXY header first",
    when: "The peer ended the connection before the header was complete.",
    remedy:
      "A health check that only connects does this: let it send a request (HAProxy: option httpchk).",
  },
  reset: {
    expected: "a complete PROXY header first",
    when: "The connection was reset, or closed by an error, before the header was complete.",
    remedy:
      "A health check that only connects does this: let it send a request (HAProxy: option httpchk).",
  },
  closed: {
    expected: "a complete PROXY header first",
    when: "The server was closed, or `closePending()` was called, before the header was complete.",
    remedy: "There is nothing to fix.",
  },
  "unrecognized-peer": {
    expected: "a peer whose address is in a PROXY hop of the path",
    when: 'The peer is no PROXY hop of the path, and `unrecognizedPeers` is `"reject"`.',
    remedy:
      "If it is a proxy of yours, add its address to the hop. If it may come without a header, set unrecognizedPeers: 'pass'.",
  },
} as const;
