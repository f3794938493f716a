/**
 * Every code of a configuration error, stable: when it is thrown, and how to fix it. In Markdown, since docs/errors.md is
 * generated from this. Imported for its type alone: the text is in no build that an application loads.
 */
export const ERROR_CODES = {
  "config-type": {
    when: "The configuration, a hop, a request or a target is of a kind that means nothing: `true`, text among hops.",
    mend: "`'direct'`, a range, a preset's name, a hop, an array of hops, `{ hops: N }`.",
  },
  "config-text": {
    when: "Text that is no `direct`, preset, range, `hops=N` or JSON; also with other letter case or blanks around it.",
    mend: "The error names what was probably meant.",
  },
  "config-json": {
    when: "Text that begins like JSON and is none.",
    mend: "Double quotes, no comma after the last element.",
  },
  "empty-path": {
    when: "An array without hops, or `oneOf` without doors.",
    mend: "Nothing in front is `'direct'`.",
  },
  "too-many-hops": {
    when: "More than 32 hops.",
    mend: "`repeat: true` stands for any number of proxies in a range.",
  },
  "unknown-field": {
    when: "A field that nobody knows.",
    mend: "Look for a typo.",
  },
  "unknown-name": {
    when: "`tells` with a word that nobody knows.",
    mend: "A header that holds one address is `{ value: 'name' }`.",
  },
  "bad-field": {
    when: "A field with a value that it cannot have.",
    mend: "The error says what it can have.",
  },
  "bad-address": {
    when: "An address that is none: leading zeros, a port, a zone, a host name, `Loopback`.",
    mend: "`10.0.0.0/8`, `fd00::/8`, `loopback`, `linklocal`, `uniquelocal`, `private`, `cgnat`, `any`, `unix`.",
  },
  "host-bits": {
    when: "A CIDR with bits set beyond its length, such as `127.0.0.1/8`.",
    mend: "The error names the range and the single address that may be meant.",
  },
  "bad-identity": {
    when: "An `identity` that is no URI.",
    mend: "The whole SPIFFE ID: `spiffe://cluster.local/ns/NAMESPACE/sa/ACCOUNT`.",
  },
  "bad-secret": {
    when: "An empty secret, or one that is not visible ASCII.",
    mend: "Is the environment variable set?",
  },
  "bad-header-name": {
    when: "A header name that is no name (RFC 9110 5.1).",
    mend: "The name alone, without colon and blanks.",
  },
  "singleton-header": {
    when: "A secret or an address in a header of which Node keeps only the first line, which may be the client's.",
    mend: "A header of its own.",
  },
  "bad-hop-count": {
    when: "`{ hops }` that is no whole number from 1 to 32.",
    mend: "Nothing in front is `'direct'`.",
  },
  "no-who": {
    when: "A hop without address, identity and secret.",
    mend: "Say WHO it is; `'any'` says that only the count is known.",
  },
  "no-tells": {
    when: "A hop without `tells`.",
    mend: "Say WHAT it tells; `'nothing'` for one that hides its peer.",
  },
  "source-address-with-who": {
    when: "A hop that keeps the source address, with address, identity or secret.",
    mend: "It is never seen itself: take them out.",
  },
  "proxy-without-address": {
    when: "A PROXY hop without an address, or with a secret or an identity.",
    mend: "PROXY belongs to the connection: say from which addresses it is believed.",
  },
  "identity-without-carrier": {
    when: "An identity that nobody could prove.",
    mend: "`xfcc` on the sidecar inside of the hop, or a place at the socket, where the client certificate proves it.",
  },
  "xfcc-without-address": {
    when: "`xfcc` on a hop that anybody could be; under TPROXY: about a hop without a concrete address.",
    mend: "Name the sidecar's address; under TPROXY the gateway's.",
  },
  "xfcc-not-innermost": {
    when: "A sidecar with `xfcc` that is not the last hop.",
    mend: "The path runs from the client to the application.",
  },
  "sidecar-not-innermost": {
    when: "127.0.0.6 or ::6 anywhere but in the last hop.",
    mend: "The path runs from the client to the application.",
  },
  "repeat-with-proof": {
    when: "`repeat` with identity, secret or `xfcc`.",
    mend: "A proof is good for one hop: write that hop by itself.",
  },
  "repeat-without-list": {
    when: "`repeat` on a hop that tells no list.",
    mend: "Write the hops one by one.",
  },
  "repeat-any": {
    when: "`repeat` with `any` or a zero-length prefix.",
    mend: "Name the proxies' ranges, or `{ hops: N }`.",
  },
  "repeat-swallows-next": {
    when: "A `repeat` range that contains the next outer hop.",
    mend: "Narrow the range, or make both one hop.",
  },
  "entry-points-not-outermost": {
    when: "`oneOf` anywhere but as the outermost element.",
    mend: "Front doors first, what they share behind.",
  },
  "entry-points-overlap": {
    when: "Two doors that cannot be told apart.",
    mend: "Disjoint addresses, different identities or different secret headers.",
  },
  "proxy-outside-header": {
    when: "A PROXY hop outside a hop that tells by header.",
    mend: "The PROXY header ended at the inner proxy: that hop is `'source-address'` for the application.",
  },
  "list-outside-value": {
    when: "A list hop outside a hop that tells by a value or Forwarded.",
    mend: "The inner proxy appended to the list too: use the list for both.",
  },
  "trusted-hops-not-outermost": {
    when: "`trustedHops` above 0 on a hop that is not outermost.",
    mend: "Envoy has skipped those hops: leave them out.",
  },
  "list-inside-external-address": {
    when: "A list hop nearer to the application than x-envoy-external-address.",
    mend: "The list has grown since: let Envoy tell `'x-forwarded-for'` too.",
  },
  "header-read-twice": {
    when: "One single-value header for two hops.",
    mend: "The inner hop overwrites it: use a list, or another header.",
  },
  "proxy-receiver": {
    when: "`acceptProxyProtocol` given a path for a resolver, no PROXY hop, a wrong option, no server, or one twice.",
    mend: "`acceptProxyProtocol(server, createResolver(path))`, once a server, with all PROXY hops in the path.",
  },
  "preset-option": {
    when: "A preset called with an option that is unknown, missing or wrong.",
    mend: "The error shows a call that works.",
  },
  "live-list": {
    when: "A live list that is empty, too long or absurdly wide; the last good one stays.",
    mend: "Look at what the publisher sent.",
  },
} as const;
