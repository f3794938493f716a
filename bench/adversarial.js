// W6: headers up to 64 KiB that are meant to cost. What is answered stands beside the time: it is not the same work, ours is
// bounded and refuses.
// Run: node bench/adversarial.js
import { createResolver } from "@client-ip/core";
import { contest } from "./contest.js";
import { believing, RANGES, trusting } from "./peers.js";
import { requestOf } from "./requests.js";
import { Goals, printTable, short } from "./table.js";

const BYTES = 65_536;
const ROUNDS = 5;

/** So much of a text, over and over, that it fills the header. */
const filled = (text, bytes = BYTES) => text.repeat(bytes / text.length);
const listed = (bytes, element) => {
  const elements = [];
  for (let length = 0, i = 0; length < bytes - 40; i++) {
    elements.push(element(i));
    length += elements[i].length + 2;
  }
  return elements.join(", ");
};
const trusted4 = (i) => `10.0.${(i >> 8) & 255}.${i & 255}`;
const trusted46 = (i) =>
  i % 2 === 0 ? trusted4(i) : `fd00:1111:2222:3333:4444:5555:6666:${(i & 0xffff).toString(16)}`;

const PROOF = `Hash=${"a".repeat(64)}`;
const GATEWAY = "spiffe://cluster.local/ns/istio-system/sa/gateway";
const ranges = createResolver(RANGES.join(", "));
const hop = { address: "10.0.0.0/8" };
const mesh = createResolver([
  { name: "gateway", identity: GATEWAY, tells: "x-forwarded-for" },
  { name: "sidecar", ...hop, tells: "nothing", xfcc: "last" },
]);

const groups = [
  {
    name: "X-Forwarded-For",
    resolver: ranges,
    peers: { "proxy-addr": trusting["proxy-addr"], "@fastify": trusting["@fastify"], ...believing },
    headers: {
      "n=3": "93.184.216.34, 2a02:8108:1:2:3:4:5:6, 10.4.5.6",
      commas: filled(","),
      "', '": filled(", "),
      "'a'": filled("a"),
      "':'": filled(":"),
      "'1'": filled("1"),
      "'1:'": filled("1:"),
      "'1.'": filled("1."),
      blanks: `93.184.216.34,${filled(" ", BYTES - 32)}10.4.5.6`,
      "trusted IPv4": listed(BYTES, trusted4),
      "trusted IPv4, 16 KiB": listed(16_384, trusted4),
      "trusted IPv4 and IPv6": listed(BYTES, trusted46),
      "31 trusted, then 'a'": `${filled("a", BYTES - 2_048)}, ${listed(31 * 12, trusted4)}`,
      "31 trusted with blanks": `93.184.216.34${filled(" ", 2_048).concat(", 10.4.5.6").repeat(30)}`,
    },
  },
  {
    name: "Forwarded",
    resolver: createResolver([
      { ...hop, tells: "forwarded" },
      { address: "192.0.2.0/24", tells: "forwarded" },
      { ...hop, tells: "forwarded" },
    ]),
    header: "Forwarded",
    headers: {
      "two hops": "for=93.184.216.34;proto=https, for=192.0.2.60;by=10.0.0.9;host=example.com",
      "quoted pairs": filled(String.raw`\"`),
      escapes: filled(String.raw`for="\a\b";`),
      "for= again and again": filled("for=10.0.0.1"),
      commas: filled(","),
      elements: filled("for=10.0.0.1,"),
      "trusted elements": listed(BYTES, () => "for=10.0.0.1;by=10.0.0.2;proto=http"),
      "one quote": `for="${filled("a", BYTES - 5)}`,
      quotes: filled('"'),
      semicolons: filled(";"),
      "';,'": filled(";,"),
      "last is good": `${filled(String.raw`"\",`, BYTES - 64)}, for=192.0.2.60, for=10.0.0.3`,
    },
  },
  {
    name: "X-Forwarded-Client-Cert",
    resolver: mesh,
    header: "X-Forwarded-Client-Cert",
    headers: {
      gateway: `By=spiffe://cluster.local/ns/a/sa/b;${PROOF};Subject="";URI=${GATEWAY}`,
      commas: filled(","),
      "',By='": filled(",By="),
      "',Hash='": filled(",Hash="),
      elements: filled(`${PROOF},`),
      "elements, none whole": filled(`,By=a;${PROOF};Subject="`),
      quotes: `${PROOF};Subject=${filled('"')}`,
      "escapes in a quote": `${PROOF};Subject="${filled(String.raw`\"`)}`,
      "many URIs": `${PROOF}${filled(";URI=a", BYTES - 80)}`,
      "many URIs, then none": `${PROOF}${filled(";URI=a", 8_000)};x`,
      B: filled("B"),
      "candidates, long": `${filled(`,By=${"b".repeat(900)}`, 8_192)};${PROOF};x`,
    },
  },
];

const goals = new Goals();
for (const { name, resolver, header, peers = {}, headers } of groups) {
  const rows = [];
  let usual;
  for (const [what, text] of Object.entries(headers)) {
    const request = requestOf(text, header);
    // The gateway's certificate proves it; what it tells of its peer stands in the list.
    request.headers["x-forwarded-for"] ??= "93.184.216.34";
    if (header !== undefined) request.evidence.rawHeaders.push("X-Forwarded-For", "93.184.216.34");
    const runs = { "client-ip": () => resolver.clientIp(request.evidence) };
    for (const [peer, read] of Object.entries(peers)) runs[peer] = () => read(request);
    const ns = await contest(runs, ROUNDS);
    usual ??= ns["client-ip"];
    const { ip, status } = resolver.resolve(request.evidence);
    const us = ns["client-ip"] / 1_000;
    rows.push({
      [name]: what,
      bytes: String(text.length),
      "client-ip": ip ?? status,
      us: goals.atMost(us, 20, ""),
      "of the first": goals.atMost(ns["client-ip"] / usual, 50),
      ...Object.fromEntries(
        Object.keys(peers).map((peer) => [`${peer} us`, short(ns[peer] / 1_000)]),
      ),
    });
  }
  printTable(`W6: ${name}`, rows);
}
console.log(goals.summary);
