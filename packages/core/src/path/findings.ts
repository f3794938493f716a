/**
 * Every finding, by its cause: its code, which is stable, whether clients can be forged or lost
 * (`danger`), what is unwise, and what would be wiser. docs/errors.md is generated from this.
 */
export const FINDINGS = {
  outermostHides: {
    code: "dead-hop",
    severity: "danger",
    message:
      "The outermost hop hides its peer: a request that comes through it never has a client.",
    remedy:
      "Keep the source address there (externalTrafficPolicy: Local, PROXY protocol, Docker without its userland proxy), or add the proven hop outside it. Requests that keep their source address pass this hop by. If all do, accept the finding: accept: ['dead-hop'].",
  },
  hiddenWithoutProof: {
    code: "dead-hop",
    severity: "danger",
    message:
      "The hop inside this one hides it, and it has no proof: no client can ever be resolved.",
    remedy: "Give this hop an identity (with xfcc on the sidecar) or a secret.",
  },
  secretUsedInside: {
    code: "dead-hop",
    severity: "danger",
    message: "An inner hop uses the same secret header: no client can ever be resolved.",
    remedy: "Give each hop a secret in a header of its own.",
  },
  widePrivateRange: {
    code: "wide-private-range",
    severity: "advice",
    message: "Any host in this wide private range can name any client.",
    remedy:
      "Narrow it to the proxies' own subnet, such as 'nginx 172.18.0.0/24' or address: '172.18.0.0/24', or add an identity or a secret.",
  },
  anyNearest: {
    code: "any-nearest",
    severity: "danger",
    message: "Any client that reaches the application directly is believed.",
    remedy:
      "Give the address of the nearest proxy, such as 'nginx 10.0.1.10' or address: '10.0.1.10', and close the port to all others.",
  },
  wideRange: {
    code: "wide-range",
    severity: "danger",
    message:
      "This hop's addresses are a large part of all addresses: many clients will be taken for it.",
    remedy: "Give the proxies' own ranges.",
  },
  privateText: {
    code: "private-range-as-text",
    severity: "advice",
    message:
      "A range as text is any number of proxies in a row: a gateway or neighbor in this private range is passed, and the client's own text behind it is the answer.",
    remedy:
      "For one proxy write its name first: 'nginx 172.18.0.0/16'. Or write a hop: { address: '172.18.0.0/16', tells: 'x-forwarded-for' }.",
  },
  privateHost: {
    code: "private-range-as-text",
    severity: "advice",
    message:
      "An address as text is any number of proxies in a row: if a process on that host calls through the proxy, the host is passed, and the process's own text behind it is the answer.",
    remedy:
      "For one proxy write its name first: 'nginx 172.18.0.10'. Or write a hop: { address: '172.18.0.10', tells: 'x-forwarded-for' }.",
  },
  liveListRefused: {
    code: "live-list-refused",
    severity: "danger",
    message:
      "The newest generation of a live list of this hop breaks a rule of the path. The last one that did not is in use.",
    remedy: "Check what the publisher sent, and whether the hops can still be told apart.",
  },
  liveListPending: {
    code: "live-list-pending",
    severity: "danger",
    message:
      "No addresses of a live list of this hop are known yet: requests that may come from it are unresolved.",
    remedy:
      "Wait for the first list before you listen: `await keepFresh(hop.address).refresh()`. Or keep the last one on disk: `live: { store: '/var/lib/app/list.json' }`; a list of your own takes `prefixes`, too.",
  },
  liveListStale: {
    code: "live-list-stale",
    severity: "danger",
    message:
      "A live list of this hop is old: new addresses of the vendor are not recognized, and others may have some of the old ones by now.",
    remedy: "Let @client-ip/node keep it fresh, and look why it cannot; or update it yourself.",
  },
  linkLocal: {
    code: "link-local-any-link",
    severity: "advice",
    message:
      "A link-local address is one on each link, and the link is not compared: a host on any link of this machine that takes this address is believed.",
    remedy:
      "Give the proxy a global or unique local address, or close the port on other interfaces.",
  },
  sidecarBelieved: {
    code: "sidecar-believed",
    severity: "danger",
    message: "127.0.0.6 is your own sidecar: it passes on the headers of any pod in the mesh.",
    remedy:
      "Let the sidecar tell 'nothing' with xfcc, and recognize the gateway outside it by identity: istio(). For the PROXY protocol, close the port to all but the gateway, or keep the source address (TPROXY).",
  },
  invokerBelieved: {
    code: "invoker-believed",
    severity: "advice",
    message: "Whatever may invoke this function is believed, and can name any client.",
    remedy:
      "Let only the load balancer invoke it (the resource policy of the function), and give the function no URL of its own.",
  },
  externalAddress: {
    code: "external-address",
    severity: "advice",
    message: "x-envoy-external-address cannot show that an outer balancer was bypassed.",
    remedy: "Prefer a chain of hops with addresses that tell 'x-forwarded-for'.",
  },
  xfccLast: {
    code: "xfcc-last",
    severity: "advice",
    message:
      "The last X-Forwarded-Client-Cert element is only as good as the names that the CA signs.",
    remedy:
      "Set forward_client_cert_details to SANITIZE_SET on the sidecar and write xfcc: 'only'.",
  },
  forgeableHeader: {
    code: "forgeable-header",
    severity: "danger",
    message: "In the vendor's default set-up a client can set this header itself.",
    remedy: "Make sure that the hop overwrites it on every request, or use another header.",
  },
  sharedWithoutProof: {
    code: "shared-without-proof",
    severity: "danger",
    message:
      "Any customer of this vendor can point a site of their own at your origin, and name any client.",
    remedy: "Add a secret header, or the identity of the vendor's client certificate.",
  },
  sharedNotOutermost: {
    code: "shared-not-outermost",
    severity: "danger",
    message: "A CDN is inside another hop: the path may be reversed.",
    remedy: "Put the CDN first: a path runs from the client to the application.",
  },
  loopbackNotInnermost: {
    code: "loopback-not-innermost",
    severity: "danger",
    message: "A hop on loopback is outside a hop on another machine: the path may be reversed.",
    remedy: "Put the hop on loopback last: a path runs from the client to the application.",
  },
  cgnatNotPrivate: {
    code: "cgnat-not-private",
    severity: "advice",
    message:
      "`private` does not include 100.64.0.0/10, which some clouds and meshes use internally.",
    remedy: "If your proxies have such addresses, add 'cgnat'.",
  },
  identityWithoutAddress: {
    code: "identity-without-address",
    severity: "advice",
    message: "When its proof fails, this hop's own address is taken for the client.",
    remedy: "Add its addresses, or required: true.",
  },
  shortSecret: {
    code: "short-secret",
    severity: "danger",
    message: "A secret of fewer than 16 characters can be guessed.",
    remedy: "Use a long random one: openssl rand -hex 32.",
  },
  secretWithoutAddress: {
    code: "secret-without-address",
    severity: "advice",
    message:
      "With the secret alone, any host can name any client. When it is wrong, this hop's own address is taken for the client.",
    remedy: "Add the addresses from which the hop connects.",
  },
  schemeOfInnerLink: {
    code: "scheme-of-inner-link",
    severity: "advice",
    message:
      "A hop nearer to the application may overwrite the header with the scheme or host of its own connection. So neither is told of a request through this hop.",
    remedy:
      "Write what each hop does with the header: proto: 'x-forwarded-proto' on the hop that sets it, proto: { passes: 'x-forwarded-proto' } on each hop nearer to the application.",
  },
  hopCount: {
    code: "hop-count",
    severity: "advice",
    message:
      "Only the number of proxies is known: a client that reaches an inner balancer directly is believed.",
    remedy: "Describe the proxies by address, one hop each.",
  },
} as const;
