/** What a client may send, and why it is tried. Every address in it is forged. */
export interface ForgedRequest {
  readonly why: string;
  readonly lines: readonly string[];
}

/** Each proxy overwrites or appends to some of these and passes the rest on: none may change the answer. */
export const FORGED_REQUESTS: readonly ForgedRequest[] = [
  { why: "nothing forged", lines: [] },
  { why: "a list that the proxy will append to", lines: ["X-Forwarded-For: 6.6.6.6"] },
  {
    why: "several lines, which proxies join or leave apart",
    lines: [
      "X-Forwarded-For: 6.6.6.6, 7.7.7.7",
      "x-forwarded-for: 2001:db8::6",
      "X-Forwarded-For: 8.8.8.8",
    ],
  },
  {
    why: "a list that ends as if the proxies themselves had written it",
    lines: ["X-Forwarded-For: 6.6.6.6, 127.0.0.1", "X-Forwarded-For: 127.0.0.1, 127.0.0.6"],
  },
  {
    why: "junk: no addresses, an open quote, empty elements, a no-break space",
    lines: [
      'X-Forwarded-For: unknown, "6.6.6.6',
      "X-Forwarded-For: , ,,\u00A06.6.6.6,for=6.6.6.6;,",
    ],
  },
  { why: "an empty list", lines: ["X-Forwarded-For:"] },
  {
    why: "addresses with ports and brackets",
    lines: ["X-Forwarded-For: 6.6.6.6:80, [2001:db8::6]:80"],
  },
  { why: "single values, twice", lines: ["X-Real-IP: 6.6.6.6", "X-Real-IP: 7.7.7.7"] },
  {
    why: "the standard header",
    lines: ['Forwarded: for=6.6.6.6, for="[2001:db8::6]";proto=https', "Forwarded: for=7.7.7.7"],
  },
  {
    why: "a quote left open to swallow what is appended",
    lines: ['Forwarded: for="6.6.6.6', 'X-Forwarded-For: "6.6.6.6'],
  },
  {
    why: "Envoy's own header, alone and beside a list that agrees",
    lines: ["X-Envoy-External-Address: 6.6.6.6", "X-Forwarded-For: 6.6.6.6"],
  },
  {
    why: "the mesh's certificate header, naming the gateway",
    lines: [
      `X-Forwarded-Client-Cert: Hash=${"a".repeat(64)};URI=spiffe://cluster.local/ns/istio-system/sa/istio-ingressgateway`,
    ],
  },
  {
    why: "headers of proxies that are not there",
    lines: [
      "True-Client-IP: 6.6.6.6",
      "CF-Connecting-IP: 6.6.6.6",
      "X-Client-IP: 6.6.6.6",
      "X-Azure-ClientIP: 6.6.6.6",
    ],
  },
  { why: "underscores for dashes", lines: ["X_Forwarded_For: 6.6.6.6", "X_Real_IP: 6.6.6.6"] },
  {
    why: "the proxy's header named as belonging to the connection",
    lines: ["Connection: keep-alive, X-Real-IP, X-Envoy-External-Address"],
  },
];

/** A header of each kind that names clients. */
export const FORGED_HEADERS: readonly string[] = [
  "X-Forwarded-For: 6.6.6.6",
  "X-Envoy-External-Address: 6.6.6.6",
  "X-Real-IP: 6.6.6.6",
  "Forwarded: for=6.6.6.6",
];

/** PROXY headers that a client may send in front of its request. Every address in them is forged. */
export const FORGED_PREAMBLES: readonly { readonly why: string; readonly bytes: string }[] = [
  { why: "version 1", bytes: "PROXY TCP4 6.6.6.6 7.7.7.7 1 2\r\n" },
  { why: "version 1, IPv6", bytes: "PROXY TCP6 2001:db8::6 2001:db8::7 1 2\r\n" },
  { why: "version 1 with UNKNOWN", bytes: "PROXY UNKNOWN\r\n" },
  { why: "version 2", bytes: v2("\x21\x11", "\x06\x06\x06\x06\x07\x07\x07\x07\0\x01\0\x02") },
  { why: "version 2 with LOCAL", bytes: v2("\x20\0", "") },
  {
    why: "two, as if there were two proxies",
    bytes: "PROXY TCP4 127.0.0.2 127.0.0.3 1 2\r\nPROXY TCP4 6.6.6.6 7.7.7.7 1 2\r\n",
  },
];

function v2(commandAndFamily: string, block: string): string {
  return `\r\n\r\n\0\r\nQUIT\n${commandAndFamily}\0${String.fromCharCode(block.length)}${block}`;
}

/** The identity that istio-system/istio-ingressgateway has in examples/topologies/envoy-mesh. */
export const GATEWAY_IDENTITY = "spiffe://cluster.local/ns/istio-system/sa/istio-ingressgateway";

const HASH = `Hash=${"a".repeat(64)}`;
const ELEMENT = `By=spiffe://cluster.local/ns/default/sa/app;${HASH};Subject="";URI=${GATEWAY_IDENTITY}`;

/** What another pod of the mesh may send straight to the sidecar, and why it is tried. */
export const FORGED_BY_POD: readonly ForgedRequest[] = [
  { why: "nothing forged", lines: [] },
  { why: "a list as the gateway writes it", lines: ["X-Forwarded-For: 6.6.6.6"] },
  {
    why: "all that comes from the gateway",
    lines: [
      "X-Forwarded-For: 6.6.6.6",
      "X-Envoy-External-Address: 6.6.6.6",
      `X-Forwarded-Client-Cert: ${ELEMENT}`,
    ],
  },
  {
    why: "the gateway's element again and again",
    lines: [
      "X-Forwarded-For: 6.6.6.6",
      `X-Forwarded-Client-Cert: ${ELEMENT}`,
      `X-Forwarded-Client-Cert: ${ELEMENT},${ELEMENT}`,
    ],
  },
  {
    why: "a quote left open, which the sidecar's own element closes",
    lines: [
      "X-Forwarded-For: 6.6.6.6",
      `X-Forwarded-Client-Cert: ${HASH};URI=${GATEWAY_IDENTITY};Subject="open`,
    ],
  },
  {
    why: "a backslash at the end, which would escape what follows",
    lines: ["X-Forwarded-For: 6.6.6.6", `X-Forwarded-Client-Cert: ${ELEMENT};Cert="open\\`],
  },
  {
    why: "an element that the sidecar's own would complete",
    lines: ["X-Forwarded-For: 6.6.6.6", `X-Forwarded-Client-Cert: ${ELEMENT},By=`],
  },
];
