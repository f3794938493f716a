/** The identity of the gateway in examples/topologies/envoy-mesh. */
export const GATEWAY_IDENTITY =
  "spiffe://cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account";

const HASH = `Hash=${"a".repeat(64)}`;

/** Header lines of a request by why it is tried. Every address in them is forged. */
export type Forged = Readonly<Record<string, readonly string[]>>;

/**
 * Each proxy overwrites or appends to some of these and passes the rest on: none may change the
 * answer.
 */
export const FORGED_REQUESTS: Forged = {
  "nothing forged": [],
  "a list that the proxy will append to": ["X-Forwarded-For: 6.6.6.6"],
  "several lines, which proxies join or leave apart": [
    "X-Forwarded-For: 6.6.6.6, 7.7.7.7",
    "x-forwarded-for: 2001:db8::6",
    "X-Forwarded-For: 8.8.8.8",
  ],
  "a list that ends as if the proxies themselves had written it": [
    "X-Forwarded-For: 6.6.6.6, 127.0.0.1",
    "X-Forwarded-For: 127.0.0.1, 127.0.0.6",
  ],
  "junk: no addresses, an open quote, empty elements, a no-break space": [
    'X-Forwarded-For: unknown, "6.6.6.6',
    "X-Forwarded-For: , ,,\u00A06.6.6.6,for=6.6.6.6;,",
  ],
  "an empty list": ["X-Forwarded-For:"],
  "addresses with ports and brackets": ["X-Forwarded-For: 6.6.6.6:80, [2001:db8::6]:80"],
  "single values, twice": ["X-Real-IP: 6.6.6.6", "X-Real-IP: 7.7.7.7"],
  "the standard header": [
    'Forwarded: for=6.6.6.6, for="[2001:db8::6]";proto=https',
    "Forwarded: for=7.7.7.7",
  ],
  "a quote left open to swallow what is appended": [
    'Forwarded: for="6.6.6.6',
    'X-Forwarded-For: "6.6.6.6',
  ],
  "Envoy's own header, alone and beside a list that agrees": [
    "X-Envoy-External-Address: 6.6.6.6",
    "X-Forwarded-For: 6.6.6.6",
  ],
  "the mesh's certificate header, naming the gateway": [
    `X-Forwarded-Client-Cert: ${HASH};URI=${GATEWAY_IDENTITY}`,
  ],
  "headers of proxies that are not there": [
    "True-Client-IP: 6.6.6.6",
    "CF-Connecting-IP: 6.6.6.6",
    "X-Client-IP: 6.6.6.6",
    "X-Azure-ClientIP: 6.6.6.6",
  ],
  "underscores for dashes": ["X_Forwarded_For: 6.6.6.6", "X_Real_IP: 6.6.6.6"],
  "the proxy's header named as belonging to the connection": [
    "Connection: keep-alive, X-Real-IP, X-Envoy-External-Address",
  ],
};

/** A header of each kind that names clients. */
export const FORGED_HEADERS: readonly string[] = [
  "X-Forwarded-For: 6.6.6.6",
  "X-Envoy-External-Address: 6.6.6.6",
  "X-Real-IP: 6.6.6.6",
  "Forwarded: for=6.6.6.6",
];

/**
 * PROXY headers that a client may send in front of its request. Every address in them is forged.
 */
export const FORGED_PREAMBLES: Readonly<Record<string, string>> = {
  "version 1": "PROXY TCP4 6.6.6.6 7.7.7.7 1 2\r\n",
  "version 1, IPv6": "PROXY TCP6 2001:db8::6 2001:db8::7 1 2\r\n",
  "version 1 with UNKNOWN": "PROXY UNKNOWN\r\n",
  "version 2": v2("\x21\x11", "\x06\x06\x06\x06\x07\x07\x07\x07\0\x01\0\x02"),
  "version 2 with LOCAL": v2("\x20\0", ""),
  "two, as if there were two proxies":
    "PROXY TCP4 127.0.0.2 127.0.0.3 1 2\r\nPROXY TCP4 6.6.6.6 7.7.7.7 1 2\r\n",
};

function v2(commandAndFamily: string, block: string): string {
  return `\r\n\r\n\0\r\nQUIT\n${commandAndFamily}\0${String.fromCharCode(block.length)}${block}`;
}

const XFF = "X-Forwarded-For: 6.6.6.6";
const XFCC = "X-Forwarded-Client-Cert:";
const ELEMENT = `By=spiffe://cluster.local/ns/default/sa/app;${HASH};Subject="";URI=${GATEWAY_IDENTITY}`;
const OPEN = `${HASH};URI=${GATEWAY_IDENTITY};Subject="open`;

/** What another pod of the mesh may send straight to the sidecar, and why it is tried. */
export const FORGED_BY_POD: Forged = {
  "nothing forged": [],
  "a list as the gateway writes it": [XFF],
  "all that comes from the gateway": [
    XFF,
    "X-Envoy-External-Address: 6.6.6.6",
    `${XFCC} ${ELEMENT}`,
  ],
  "the gateway's element again and again": [
    XFF,
    `${XFCC} ${ELEMENT}`,
    `${XFCC} ${ELEMENT},${ELEMENT}`,
  ],
  "a quote left open, which the sidecar's own element closes": [XFF, `${XFCC} ${OPEN}`],
  "a backslash at the end, which would escape what follows": [
    XFF,
    `${XFCC} ${ELEMENT};Cert="open\\`,
  ],
  "an element that the sidecar's own would complete": [XFF, `${XFCC} ${ELEMENT},By=`],
};
