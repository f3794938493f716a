// Changes the kept corpus at random, a million times unless told, and holds the codec to what it promises:
//   node scripts/fuzz-proxy-protocol.mjs [count] [seed]        (after `npm run build`)
// It stops at the first promise broken, with the bytes that broke it; those belong into
// packages/proxy-protocol/test/fuzz-corpus.json, which the tests replay.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** The readers of TLVs: each gives a value, nothing, or an error of the package. */
const READERS = [
  "alibabaPrivateLink",
  "alpn",
  "authority",
  "awsVpcEndpointId",
  "azurePrivateEndpointLinkId",
  "gcpPscConnectionId",
  "netns",
  "ssl",
  "uniqueId",
  "ztunnelIdentity",
];

/** Bytes that stand at turns of the two grammars. */
const TURNS = Buffer.from(
  "PROXY TCP46UNKNOWN0123456789abcdefF:.,%/+-\r\n\t\0\x01\x03\x05\x11\x20\x21\x31\xff",
  "latin1",
);

/** The byte strings that are changed: headers of real proxies, cases of the specification, and finds of this script. */
export function corpus() {
  const vectors = new URL("../test/vectors/", import.meta.url);
  const kept = new URL("../packages/proxy-protocol/test/fuzz-corpus.json", import.meta.url);
  const captured = readFileSync(new URL("proxy-headers.jsonl", vectors), "utf8")
    .trimEnd()
    .split("\n");
  const cases = JSON.parse(readFileSync(new URL("proxy-protocol-cases.json", vectors), "utf8"));
  const all = [
    ...captured.map((line) => JSON.parse(line)),
    ...cases,
    ...JSON.parse(readFileSync(kept, "utf8")),
  ];
  return all.map(({ hex }) => Buffer.from(hex, "hex")).filter(({ length }) => length < 10_000);
}

/**
 * Mutates the seeds `count` times and checks each result; the same seed gives the same run.
 * Returns how many were decoded, refused (by code) and in need of more bytes; throws where a promise is broken.
 */
export function fuzz(codec, seeds, { count, seed }) {
  const random = generator(seed);
  const tally = { count, decoded: 0, more: 0, refused: {} };
  for (let i = 0; i < count; i++) {
    const bytes = mutate(seeds, random);
    try {
      const { kind } = check(codec, bytes, random);
      if (kind === "decoded" || kind === "more") tally[kind]++;
      else tally.refused[kind] = (tally.refused[kind] ?? 0) + 1;
    } catch (cause) {
      throw new Error(`broken by mutation ${i} of seed ${seed}: ${bytes.toString("hex")}`, {
        cause,
      });
    }
  }
  return tally;
}

/** Marsaglia's xorshift: small, quick, and the same everywhere. Gives a number from 0 up to a bound. */
function generator(seed) {
  let state = seed | 0 || 1;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
}

function mutate(seeds, random) {
  let bytes = Buffer.from(seeds[random(seeds.length)]);
  for (let changes = random(5); changes > 0; changes--) bytes = change(bytes, seeds, random);
  return bytes;
}

function change(bytes, seeds, random) {
  const at = random(bytes.length + 1);
  const until = Math.min(bytes.length, at + random(20));
  const turn = TURNS[random(TURNS.length)];
  switch (random(9)) {
    case 0:
      if (at < bytes.length) bytes[at] = random(256);
      return bytes;
    case 1:
      if (at < bytes.length) bytes[at] = turn;
      return bytes;
    case 2:
      if (at < bytes.length) bytes[at] ^= 1 << random(8);
      return bytes;
    case 3:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from([turn]), bytes.subarray(at)]);
    case 4:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(until)]);
    case 5:
      return Buffer.concat([bytes.subarray(0, until), bytes.subarray(at)]);
    case 6: {
      const other = seeds[random(seeds.length)];
      return Buffer.concat([bytes.subarray(0, at), other.subarray(random(other.length))]);
    }
    case 7:
      return bytes.subarray(0, at);
    default:
      // A length that fits what follows, so that what follows is read.
      if (bytes.length > 16) bytes.writeUInt16BE(Math.min(bytes.length - 16, 0xffff), 14);
      return bytes;
  }
}

/** A header as text, lazy fields and values of TLVs included. */
function shown(header) {
  const { version, command, family, transport, source, destination, tlvs } = header;
  const ends = [source, destination].map((end) => end && `${end.address} ${end.port}`);
  const values = tlvs.map(({ type, value }) => `${type}:${Buffer.from(value).toString("hex")}`);
  return [version, command, family, transport, ...ends, ...values].join(" ");
}

/** What a codec says of bytes: more, decoded with length and header as text, or the code and place of the error. */
function verdictOf({ decode, ProxyProtocolError }, bytes) {
  try {
    const decoded = decode(bytes);
    if (decoded === undefined) return { kind: "more", text: "more" };
    const { header, byteLength } = decoded;
    return { kind: "decoded", text: `${byteLength} ${shown(header)}`, header, byteLength };
  } catch (error) {
    if (!(error instanceof ProxyProtocolError)) throw error;
    return { kind: error.code, text: error.message };
  }
}

function check(codec, bytes, random) {
  const before = bytes.toString("latin1");
  const verdict = verdictOf(codec, bytes);
  promise(
    /^[\x20-\x7e]*$/.test(verdict.kind === "decoded" ? "" : verdict.text),
    "an error that may be logged",
  );

  const shorter = verdictOf(codec, bytes.subarray(0, random(bytes.length + 1)));
  promise(
    shorter.kind === "more" || shorter.text === verdict.text,
    "no further byte changes a verdict",
  );
  const longer = verdictOf(codec, Buffer.concat([bytes, TURNS.subarray(random(TURNS.length))]));
  promise(
    verdict.kind === "more" || longer.text === verdict.text,
    "no further byte changes a verdict",
  );

  if (verdict.kind === "decoded") checkHeader(codec, bytes, verdict);
  promise(bytes.toString("latin1") === before, "the bytes are only read");
  return verdict;
}

function checkHeader(codec, bytes, { header, byteLength }) {
  promise(
    byteLength > 0 && byteLength <= Math.min(bytes.length, 4_096),
    "a header within the bytes",
  );
  const addressed = header.command === "PROXY" && header.family !== "UNSPEC";
  promise((header.source !== undefined) === addressed, "addresses where the header has them");
  promise((header.destination !== undefined) === addressed, "addresses where the header has them");
  for (const name of READERS) {
    try {
      codec[name](header);
    } catch (error) {
      if (!(error instanceof codec.ProxyProtocolError)) throw error;
    }
  }
  const again = codec.encode(header);
  const { header: same } = verdictOf(codec, again);
  promise(shown(same) === shown(header), "what is encoded is decoded to the same header");
}

function promise(kept, what) {
  if (!kept) throw new Error(`not kept: ${what}`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const codec = await import("@client-ip/proxy-protocol").catch((cause) => {
    throw new Error("the packages are not built: run `npm run build` first", { cause });
  });
  const [count = 1_000_000, seed = 1] = process.argv.slice(2).map(Number);
  const { decoded, more, refused } = fuzz(codec, corpus(), { count, seed });
  console.log(`${count} mutations of seed ${seed}, every promise kept`);
  console.table({ decoded, "more bytes needed": more, ...refused });
}
