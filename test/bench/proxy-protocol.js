// Decoding PROXY headers, against proxy-protocol-js and @balena/proxy-protocol-parser, in one
// process.
// Run: npm run bench:proxy-protocol
import balena from "@balena/proxy-protocol-parser";
import { decode, encode } from "@client-ip/proxy-protocol";
import { V1ProxyProtocol, V2ProxyProtocol } from "proxy-protocol-js";
import { interleaved } from "./interleaved.js";

const CLIENTS = 64;
const TIMES = { rounds: 61, calls: 400 };

/** TLVs that proxies add: ALPN, AUTHORITY, a vendor's endpoint id, UNIQUE_ID, and a custom one. */
const TLVS = [
  { type: 0x01, value: Buffer.from("h2") },
  { type: 0x02, value: Buffer.from("app.example.com") },
  { type: 0xea, value: Buffer.from("\x01vpce-08d2bf15fac5001c9") },
  { type: 0x05, value: Buffer.from("7f1c2a60c0c54f2a") },
  { type: 0xe0, value: Buffer.from("application") },
];

/** Each case with its goal: this many times the speed of proxy-protocol-js. */
const CASES = [
  { name: "v2 TCP4", version: 2, family: "INET", tlvs: [], goal: 4 },
  { name: "v2 TCP6", version: 2, family: "INET6", tlvs: [], goal: 4 },
  { name: "v2 TCP4, 5 TLVs", version: 2, family: "INET", tlvs: TLVS, goal: 4 },
  { name: "v1 TCP4", version: 1, family: "INET", tlvs: [], goal: 2.5 },
  { name: "v1 TCP6", version: 1, family: "INET6", tlvs: [], goal: 2 },
];

function headerOf({ version, family, tlvs }, client) {
  const [from, to] =
    family === "INET"
      ? [`203.0.${client}.${255 - client}`, "192.0.2.10"]
      : [`2a02:8108:1:${(client + 4096).toString(16)}:3:4:5:6`, "2001:db8:1:2:3:4:5:6"];
  const source = { address: from, port: 40_000 + client };
  const destination = { address: to, port: 443 };
  const header = { version, command: "PROXY", family, transport: "STREAM", source, destination };
  return { ...header, tlvs };
}

/** The four values that every parser reads, as text. */
function shown(from, fromPort, to, toPort) {
  return `${from} ${fromPort} ${to} ${toPort}`;
}

function ipv6Groups(bytes) {
  const groups = Array.from({ length: 8 }, (_, i) => (bytes[2 * i] << 8) | bytes[2 * i + 1]);
  return groups.map((group) => group.toString(16)).join(":");
}

const addressOfTuple = ({ address }) =>
  address.length === 4 ? address.join(".") : ipv6Groups(address);

/**
 * The ways to read a header from bytes. proxy-protocol-js documents a Uint8Array for version 2,
 * which it slices, and text for version 1. A socket gives a Buffer, whose slices are views.
 */
const PARSERS = {
  "client-ip": { read: (bytes) => decode(bytes).header, textOf: ofHeader },
  // Addresses become text when they are first read. This includes that.
  "client-ip, text": {
    read(bytes) {
      const { header } = decode(bytes);
      void header.source.address;
      void header.destination.address;
      return header;
    },
    textOf: ofHeader,
  },
  "proxy-protocol-js": {
    1: { read: (bytes) => V1ProxyProtocol.parse(bytes.toString()) },
    2: { read: (bytes) => V2ProxyProtocol.parse(bytes), from: (bytes) => new Uint8Array(bytes) },
    textOf: ofPpj,
  },
  "ppj, Buffer": {
    1: { read: (bytes) => V1ProxyProtocol.parse(bytes.latin1Slice()) },
    2: { read: (bytes) => V2ProxyProtocol.parse(bytes) },
    textOf: ofPpj,
  },
  balena: { read: (bytes) => balena.decode(bytes), textOf: ofBalena },
};

function ofHeader({ source, destination }) {
  return shown(source.address, source.port, destination.address, destination.port);
}

function ofPpj({ source, destination, proxyAddress: v2 }) {
  if (v2 === undefined) {
    return shown(source.ipAddress, source.port, destination.ipAddress, destination.port);
  }
  const from = addressOfTuple(v2.sourceAddress);
  const to = addressOfTuple(v2.destinationAddress);
  return shown(from, v2.sourcePort, to, v2.destinationPort);
}

function ofBalena({ remoteAddress, remotePort, localAddress, localPort }) {
  return shown(remoteAddress, remotePort, localAddress, localPort);
}

let last;

/**
 * Reads all headers in order. The last result is kept, so that the compiler cannot drop the reads.
 */
function reader(read, headers) {
  return () => {
    for (const bytes of headers) last = read(bytes);
    return last;
  };
}

const COLUMNS = [
  ...Object.keys(PARSERS),
  "times ppj (goal)",
  "times Buffer",
  "text: times ppj",
  "times balena",
];

function row(name, cells) {
  console.log(name.padEnd(16) + cells.map((cell) => cell.padStart(18)).join(""));
}

/**
 * The parsers to time: each one that reads every header correctly, with the input that suits it.
 */
function runsOf({ name, version }, wanted, headers) {
  const runs = {};
  for (const [parserName, parser] of Object.entries(PARSERS)) {
    const { read, from = (bytes) => bytes } = parser[version] ?? parser;
    const inputs = headers.map((bytes) => from(bytes));
    const wrong = inputs.find((bytes, i) => parser.textOf(read(bytes)) !== ofHeader(wanted[i]));
    if (wrong === undefined) runs[parserName] = reader(read, inputs);
    else console.log(`${name}: ${parserName} is not timed, it reads ${parser.textOf(read(wrong))}`);
  }
  return runs;
}

row("", COLUMNS);
let missed = 0;
for (const given of CASES) {
  const wanted = Array.from({ length: CLIENTS }, (_, client) => headerOf(given, client));
  const headers = wanted.map((header) => Buffer.from(encode(header)));
  const ns = interleaved(runsOf(given, wanted, headers), TIMES);
  const times = (theirs, ours) => (ns[theirs] / ns[ours]).toFixed(1);
  if (!(ns["proxy-protocol-js"] / ns["client-ip"] >= given.goal)) missed++;
  row(given.name, [
    ...Object.keys(PARSERS).map((name) => `${(ns[name] / CLIENTS).toFixed(0)} ns`),
    `${times("proxy-protocol-js", "client-ip")} (${given.goal})`,
    times("ppj, Buffer", "client-ip"),
    times("ppj, Buffer", "client-ip, text"),
    times("balena", "client-ip"),
  ]);
}
console.log(
  missed === 0 ? "Every goal is reached." : `${missed} of ${CASES.length} goals are missed.`,
);
