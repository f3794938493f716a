// W6: headers of up to 64 KiB that are made to be slow. Prints the answer beside the time, since
// the work differs: ours stops at its bounds and refuses.
// Run: node test/bench/adversarial.js
import { createResolver } from "@client-ip/core";
import { contest } from "./contest.js";
import { believing, RANGES, trusting } from "./peers.js";
import { requestOf } from "./requests.js";
import { Goals, printTable, short } from "./table.js";

const BYTES = 65_536;
const ROUNDS = 5;

/** Repeats a text until it fills the header. */
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

const GROUPS = [
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
      "4 KiB: blanks": `93.184.216.34,${" ".repeat(4_080)}10.4.5.6`,
      "4 KiB: blanks, port": `93.184.216.34,${" ".repeat(2_000)}10.4.5.6:80${" ".repeat(2_000)}`,
      "4 KiB: 31 with blanks": `93.184.216.34${`,${" ".repeat(110)}10.4.5.6:80`.repeat(31)}`,
      "4 KiB: 31 of IPv6": `93.184.216.34${`,${" ".repeat(80)}fd00:1111:2222:3333:4444:5555:6666:7`.repeat(31)}`,
      "4 KiB: 'a'": filled("a", 4_092),
      "4 KiB: '1.'": filled("1.", 4_092),
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
      "two hops": 'for=93.184.216.34;proto=https, for=192.0.2.60;by=10.0.0.9;host="example.com"',
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
      "4 KiB: semicolons": `for=10.0.0.3${filled(";", 4_080)}`,
      "4 KiB: pairs": `for=10.0.0.3${filled(";a=b", 4_080)}`,
      "4 KiB: a token": `for=10.0.0.3;a=${filled("b", 4_070)}`,
      "4 KiB: escapes": `for=10.0.0.3;a="${filled(String.raw`\"`, 4_070)}"`,
      "4 KiB: commas in a string": `for=10.0.0.3;a="${filled(",", 4_070)}"`,
      "4 KiB, of 64: pairs": `${filled(",", BYTES - 4_096)},for=10.0.0.3${filled(";a=b", 4_080)}`,
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
      "a long URI": `${PROOF};URI=${"a".repeat(8_000)};x`,
      "a long subject": `${PROOF};Subject="${"a".repeat(8_000)}`,
      "a subject of commas": `${PROOF};Subject="${",".repeat(8_000)}"`,
      "128 commas, escapes": `${PROOF};Subject="${",".repeat(120)}${filled(String.raw`\a`, 7_600)}"x`,
      "many URIs, then none": `${PROOF}${filled(";URI=a", 8_000)};x`,
      B: filled("B"),
      "candidates, long": `${filled(`,By=${"b".repeat(900)}`, 8_192)};${PROOF};x`,
    },
  },
];

const goals = new Goals();
for (const { name, resolver, header, peers = {}, headers } of GROUPS) {
  const rows = [];
  let usual;
  for (const [what, text] of Object.entries(headers)) {
    const request = requestOf(text, header);
    // The certificate proves the gateway, which names its peer in this list.
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
