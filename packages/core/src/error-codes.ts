/**
 * Every code of a configuration error, stable: when it is thrown, and how to fix it. The text
 * is Markdown, since docs/errors.md is generated from it. Import this file for its types alone:
 * applications do not load the text.
 */
export const ERROR_CODES = {
  "config-type": {
    when: "The configuration, hop, request or target has the wrong type, such as `true`.",
    remedy: "Use `'direct'`, a range, a preset's name, a hop, an array of hops or `{ hops: N }`.",
  },
  "config-text": {
    when: "The text is not `direct`, hops by name, ranges, `hops=N` or JSON. Letter case and spaces at the ends count.",
    remedy: "The error names what was probably meant.",
  },
  "env-variable": {
    when: "The environment variable that a text, JSON included, names with `env:` is not set, is empty, or has white space at an end.",
    remedy:
      "Set the variable where the application runs. Text without it is refused, so that a secret never becomes no secret.",
  },
  "config-json": {
    when: "The text begins like JSON but cannot be parsed.",
    remedy: "Use double quotes, and no comma after the last element.",
  },
  "empty-path": {
    when: "The array has no hops, or `oneOf` has no entry points.",
    remedy: "With no proxy in front, write `'direct'`.",
  },
  "too-many-hops": {
    when: "The path has more than 32 hops.",
    remedy: "Use `repeat: true`: it stands for any number of proxies in a range.",
  },
  "unknown-field": {
    when: "The object has a field that does not exist.",
    remedy: "Check the spelling.",
  },
  "unknown-name": {
    when: "`tells` is a word that is not one of the known ones.",
    remedy: "For a header that holds one address, write `{ value: 'name' }`.",
  },
  "bad-field": {
    when: "A field has a value that is not allowed.",
    remedy: "The error says which values are allowed.",
  },
  "bad-address": {
    when: "The text is not an address: it has leading zeros, a port, a zone or capitals, or is a host name.",
    remedy:
      "Use forms like `10.0.0.0/8` and `fd00::/8`, or `loopback`, `linklocal`, `uniquelocal`, `private`, `cgnat`, `any`, `unix`.",
  },
  "host-bits": {
    when: "The CIDR has bits set after its prefix length, as `127.0.0.1/8` has.",
    remedy: "The error gives both spellings: the range, and the single address.",
  },
  "bad-identity": {
    when: "`identity` is not a URI.",
    remedy: "Write the whole SPIFFE ID: `spiffe://cluster.local/ns/NAMESPACE/sa/ACCOUNT`.",
  },
  "bad-ca": {
    when: "`ca` is not PEM of certificates alone, or one of them is no CA.",
    remedy: "Give the certificate of the CA that signs the hop's certificate itself, as PEM.",
  },
  "bad-secret": {
    when: "The secret is empty, is not visible ASCII, or is the name of a variable: `env:NAME` or `$NAME`.",
    remedy:
      "Check that the environment variable is set, to the value itself. In code read it: `process.env.ORIGIN_SECRET`. In text, JSON included, name it: `env:ORIGIN_SECRET`.",
  },
  "bad-header-name": {
    when: "The text is not a header name (RFC 9110 5.1).",
    remedy: "Write the name alone, without a colon or spaces.",
  },
  "singleton-header": {
    when: "Node keeps only the first line of the header with the secret or address, and a client may have sent that line.",
    remedy: "Use another header.",
  },
  "bad-hop-count": {
    when: "`{ hops }` is not a whole number from 1 to 32.",
    remedy: "With no proxy in front, write `'direct'`.",
  },
  "at-least-without-hops": {
    when: "`atLeast` is given for `direct`, or for a path in which no hop reports its peer.",
    remedy: "Leave it out: the client is the socket's peer, which needs no proof.",
  },
  "no-who": {
    when: "The hop has no address, identity or secret.",
    remedy: "Say WHO it is. `'any'` says that only the number of proxies is known.",
  },
  "no-tells": {
    when: "The hop has no `tells`.",
    remedy: "Say WHAT it tells. Write `'nothing'` for a hop that hides its peer.",
  },
  "source-address-with-who": {
    when: "A hop that keeps the source address has an address, an identity or a secret.",
    remedy: "Remove them: the application never sees the hop itself.",
  },
  "proxy-without-address": {
    when: "A PROXY hop has no address, or has a secret or an identity.",
    remedy:
      "Give the addresses that may send a PROXY header, and nothing else: the header belongs to the connection.",
  },
  "identity-without-carrier": {
    when: "No evidence can prove the hop's identity.",
    remedy:
      "Add `xfcc` to the sidecar inside the hop, or put the hop at the socket, where the client certificate proves it.",
  },
  "ca-without-certificate": {
    when: "`ca` is on a hop without an identity, or on one whose identity a sidecar tells (`xfcc`).",
    remedy:
      "Remove `ca` there. X-Forwarded-Client-Cert names no CA: the sidecar's own configuration says which one it takes.",
  },
  "invoker-not-innermost": {
    when: "`invoker` stands in a hop that is not the last one of the path.",
    remedy: "Check whether the path is reversed: it runs from the client to the application.",
  },
  "xfcc-without-address": {
    when: "`xfcc` is on a hop without an address of its own, or, under TPROXY, the gateway has none.",
    remedy: "Give the sidecar's address; under TPROXY, the gateway's.",
  },
  "xfcc-not-innermost": {
    when: "A sidecar with `xfcc` is not the last hop.",
    remedy: "Check whether the path is reversed: it runs from the client to the application.",
  },
  "sidecar-not-innermost": {
    when: "127.0.0.6 or ::6 is not in the last hop.",
    remedy: "Check whether the path is reversed: it runs from the client to the application.",
  },
  "repeat-with-proof": {
    when: "`repeat` is combined with an identity, a secret or `xfcc`.",
    remedy: "Write the proven hop separately: a proof is good for one hop.",
  },
  "repeat-without-list": {
    when: "`repeat` is on a hop that does not tell a list.",
    remedy: "Write the hops one by one.",
  },
  "repeat-any": {
    when: "`repeat` is combined with `any` or a zero-length prefix.",
    remedy: "Give the proxies' ranges, or use `{ hops: N }`.",
  },
  "repeat-swallows-next": {
    when: "A `repeat` range contains the next outer hop.",
    remedy: "Narrow the range, or merge the two hops.",
  },
  "shared-hop-unproven": {
    when: "A `shared` hop has neither a secret nor an identity: any customer of the vendor can point a site of their own at your origin, and name any client.",
    remedy:
      "Let the vendor add a secret header for your site: `secret: { header, value }`. `anyCustomer: true` believes every customer of the vendor instead.",
  },
  "public-id-alone": {
    when: "The second proof of a hop is the id in X-Azure-FDID, which is no secret, and no address stands beside it that can be checked: there is none, it is `any`, or an inner hop hides it.",
    remedy:
      "Give the ranges of the service tag AzureFrontDoor.Backend. Where an inner hop hides its peer, use a secret in a header of your own: `secret: { header, value }`.",
  },
  "cloud-run-balancer": {
    when: "`googleAlb` is the next hop outside `cloudRun`. Cloud Run's front end connects in the balancer's place, and reports the balancer's public address: all clients would have it.",
    remedy:
      "Write the two as one hop, with that address: `cloudRun({ balancer: '198.51.100.10' })`, as text `cloud-run balancer=198.51.100.10`.",
  },
  "reversed-path": {
    when: "The path breaks a rule, and looks reversed: a CDN is inside another hop, or a hop on loopback is outside a hop on another machine.",
    remedy: "Put the hop that clients reach first, and the one next to the application last.",
  },
  "entry-points-not-outermost": {
    when: "`oneOf` is not the outermost element.",
    remedy: "Put `oneOf` first, and the hops that the entry points share after it.",
  },
  "entry-points-overlap": {
    when: "Two entry points cannot be told apart.",
    remedy: "Use disjoint addresses, different identities or different secret headers.",
  },
  "proxy-outside-header": {
    when: "A PROXY hop is outside a hop that tells by header.",
    remedy:
      "Write `'source-address'` for the PROXY hop, or in text leave it out: its header ended at the inner proxy, which took the address from it.",
  },
  "list-outside-value": {
    when: "A list hop is outside a hop that tells by a single value or Forwarded.",
    remedy: "Use the list for both: the inner proxy appended to it too.",
  },
  "trusted-hops-not-outermost": {
    when: "`trustedHops` is above 0 on a hop that is not outermost.",
    remedy: "Leave those hops out: Envoy has skipped them.",
  },
  "list-inside-external-address": {
    when: "A list hop is nearer to the application than x-envoy-external-address.",
    remedy: "Let Envoy tell `'x-forwarded-for'` too: the list grew after Envoy wrote the address.",
  },
  "header-read-twice": {
    when: "Two hops use the same single-value header.",
    remedy:
      "Use a list, or another header: the inner hop overwrites this one. A Cloudflare Tunnel is one hop: `cloudflare-tunnel` alone.",
  },
  "statement-without-http": {
    when: "A hop that passes bytes on (`proxy-protocol`, `source-address`) names a header in `proto` or `host`. It reads and writes none.",
    remedy:
      "Say it on the hop inside it that speaks HTTP. Of this hop `proto: 'http'` or `proto: 'https'` can be said, if its clients always use that.",
  },
  "header-stated-twice": {
    when: "`proto` and `host` name one header, or a header that holds addresses or a secret.",
    remedy:
      "Name the header in which the hop writes the scheme or the host, such as `x-forwarded-proto`.",
  },
  "proxy-receiver": {
    when: "`acceptProxyProtocol` got a path instead of a resolver, a path without a PROXY hop, a wrong option, no server, or the same server twice.",
    remedy:
      "Call `acceptProxyProtocol(server, createResolver(path))` once for each server, with all PROXY hops in the path.",
  },
  "seal-options": {
    when: "An option of a seal, or `onUnresolved` of an adapter, is missing, unknown or has a value that is not allowed.",
    remedy: "[The seal](seal.md) describes the options.",
  },
  "seal-without-health": {
    when: "`onUnresolved: 'reject'` has no `health`, and a hop of the path sends health checks, which carry no client's address.",
    remedy:
      "List their URLs, `health: ['/healthz']`, or write `health: []` if there are none. See [health checks](health-checks.md).",
  },
  "seal-without-scheme": {
    when: "No hop of the path says which scheme or host its clients use, and the seal has no `keep`. The seal removes X-Forwarded-Proto, which secure cookies may need.",
    remedy:
      "If a hop overwrites the header, write `proto: 'x-forwarded-proto'` on that hop, or `keep: ['x-forwarded-proto']` in the seal. If nothing needs it, write `keep: []`.",
  },
  "diagnostics-options": {
    when: "The token of `diagnostics` is absent, shorter than 32 characters or not visible ASCII, or another option is wrong.",
    remedy:
      "Take a token of `openssl rand -hex 32`, and leave `diagnostics` out where the endpoint is not to run. See [the doctor](doctor.md).",
  },
  "sealed-twice": {
    when: "The server or the request is sealed already, with another resolver or with options that leave other headers.",
    remedy:
      "Seal in one place, or with one resolver: the register hook, `sealRequests`, or `clientIp(path, { seal })`.",
  },
  register: {
    when: "A variable of the register hook is missing or wrong. It is thrown by the first `listen` of a server that is to be sealed.",
    remedy: "[The register hook](register.md) describes the variables.",
  },
  "no-tls-socket": {
    when: "`proxyProtocolSecureAgent`: Node's `https.Agent` made no TLS socket for the request's options.",
    remedy: "Check the options of the request and of the agent.",
  },
  "no-trust-function": {
    when: "`asTrustProxy` got a resolver whose path a framework's own `trust proxy` cannot express. Such a function sees one text at a time, and cannot refuse an answer.",
    remedy:
      "Seal the requests: `clientIp(path, { seal })`, as [the seal](seal.md) shows. Behind it every reader hears the same answer.",
  },
  "not-in-bun": {
    when: "In Bun, a path or a call needs what Bun's servers do not tell: the peer at a unix socket, a PROXY header, or each request before the application sees it.",
    remedy:
      "Let the proxy connect over TCP and append to X-Forwarded-For, and seal with `clientIp(path, { seal })`; or run the application with Node or Deno, where all of it works.",
  },
  "no-test-request": {
    when: "`requestThrough` was asked for a client that the path does not resolve, for what is no address, or for a hop that is not in the path.",
    remedy:
      "The error holds the explanation of the walk. Choose an address that is no proxy's, and a path of which some client can be resolved.",
  },
  "preset-option": {
    when: "A preset was called with an option that is unknown, missing or wrong.",
    remedy: "The error shows a call that works.",
  },
  "live-source": {
    when: "The source of a live list is missing or wrong: not one of `url`, `file` and `dns`, no https URL, or an option that its format does not have.",
    remedy: "[Live lists](live-addresses.md) describes the options.",
  },
  "live-document": {
    when: "A document of a live list cannot be read, or is not in its format. It is never thrown: `keepFresh(list).stats.lastError` has it.",
    remedy:
      "The last good list stays. Look at the document and its format, and at whether this process can connect to it.",
  },
  "live-list": {
    when: "The live list is empty, too long or far too wide. The last good list stays.",
    remedy: "Check what the publisher sent.",
  },
} as const;
