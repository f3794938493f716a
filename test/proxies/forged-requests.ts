/** What a client may send, and why it is tried. Every address in it is a lie. */
export interface ForgedRequest {
  readonly why: string;
  readonly lines: readonly string[];
}

/** Each proxy overwrites or appends to some of these and passes the rest on: none may change the answer. */
export const forgedRequests: readonly ForgedRequest[] = [
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
