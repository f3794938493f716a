import { readFileSync } from "node:fs";
import type * as proxyProtocol from "@client-ip/proxy-protocol";
import { generator, type Random } from "../../../test/fuzz/random.ts";
import { shownTlv } from "./bytes.ts";

/** The codec under test: the package, or a broken one. */
export type Codec = typeof proxyProtocol;

/** The number of mutations by result. */
export interface Tally {
  decoded: number;
  more: number;
  /** Errors by code. */
  refused: Record<string, number>;
}

/** Bytes at which the two grammars branch. */
const BRANCHES = Buffer.from(
  "PROXY TCP46UNKNOWN0123456789abcdefF:.,%/+-\r\n\t\0\x01\x03\x05\x11\x20\x21\x31\xff",
  "latin1",
);

const VECTORS = "packages/vectors/data";

/** A file of the repository, in which this runs: this module may have been bundled. */
function read(path: string): string {
  return readFileSync(path, "utf8");
}

/**
 * The seeds: headers of real proxies, cases of the specification, and earlier finds of the fuzzer.
 */
export function corpus(): readonly Buffer[] {
  const captured = read(`${VECTORS}/proxy-headers.jsonl`).trimEnd().split("\n").join(",");
  const cases = read(`${VECTORS}/proxy-protocol-cases.json`);
  const texts = [`[${captured}]`, cases, read("packages/proxy-protocol/test/fuzz-corpus.json")];
  return texts
    .flatMap((text) => JSON.parse(text) as readonly { readonly hex: string }[])
    .map(({ hex }) => Buffer.from(hex, "hex"))
    .filter(({ length }) => length < 10_000);
}

/**
 * Mutates the seeds `count` times and checks what the codec promises. The same `seed` gives the
 * same run.
 *
 * @throws {Error} at the first promise broken, with the bytes that broke it in hexadecimal.
 */
export function fuzz(codec: Codec, seeds: readonly Buffer[], count: number, seed: number): Tally {
  const random = generator(seed);
  const tally: Tally = { decoded: 0, more: 0, refused: {} };
  for (let i = 0; i < count; i++) {
    const bytes = mutated(seeds, random);
    try {
      const { kind } = check(codec, bytes, random);
      if (kind === "decoded" || kind === "more") tally[kind]++;
      else tally.refused[kind] = (tally.refused[kind] ?? 0) + 1;
    } catch (cause) {
      const hex = bytes.toString("hex");
      throw new Error(`broken by mutation ${i} of seed ${seed}: ${hex}`, { cause });
    }
  }
  return tally;
}

function pick(seeds: readonly Buffer[], random: Random): Buffer {
  return seeds.at(random(seeds.length)) ?? Buffer.alloc(0);
}

function mutated(seeds: readonly Buffer[], random: Random): Buffer {
  let bytes: Buffer = Buffer.from(pick(seeds, random));
  for (let changes = random(5); changes > 0; changes--) bytes = changed(bytes, seeds, random);
  return bytes;
}

function changed(bytes: Buffer, seeds: readonly Buffer[], random: Random): Buffer {
  const at = random(bytes.length + 1);
  const before = bytes.subarray(0, at);
  const after = bytes.subarray(at);
  const later = bytes.subarray(at + random(20));
  switch (random(8)) {
    case 0:
      return Buffer.concat([before, Buffer.from([random(256)]), after.subarray(1)]);
    case 1:
      return Buffer.concat([
        before,
        Buffer.from([BRANCHES.readUInt8(random(BRANCHES.length))]),
        after.subarray(1),
      ]);
    case 2:
      return Buffer.concat([
        before,
        Buffer.from([BRANCHES.readUInt8(random(BRANCHES.length))]),
        after,
      ]);
    case 3:
      return Buffer.concat([before, later]);
    case 4:
      return Buffer.concat([bytes.subarray(0, bytes.length - later.length), after]);
    case 5: {
      const other = pick(seeds, random);
      return Buffer.concat([before, other.subarray(random(other.length))]);
    }
    case 6:
      return Buffer.from(before);
    default:
      // A length that fits the bytes behind it, so that they are decoded.
      if (bytes.length > 16) bytes.writeUInt16BE(Math.min(bytes.length - 16, 0xffff), 14);
      return bytes;
  }
}

/**
 * The result of decoding: `more`, `decoded` with length and header as text, or the code of the
 * error.
 */
interface Verdict {
  readonly kind: string;
  readonly text: string;
  readonly decoded?: proxyProtocol.Decoded;
}

function verdictOf({ decode, ProxyProtocolError }: Codec, bytes: Uint8Array): Verdict {
  try {
    const decoded = decode(bytes);
    if (decoded === undefined) return { kind: "more", text: "more" };
    const text = `${decoded.byteLength} ${shown(decoded.header)}`;
    return { kind: "decoded", text, decoded };
  } catch (error) {
    if (!(error instanceof ProxyProtocolError)) throw error;
    return { kind: error.code, text: error.message };
  }
}

/** A header as text, lazy fields and values of TLVs included. */
function shown(header: proxyProtocol.ProxyHeader): string {
  const { version, command, family, transport, source, destination, tlvs } = header;
  const ends = [source, destination].map((end) => end && `${end.address} ${end.port}`);
  return [version, command, family, transport, ...ends, ...tlvs.map(shownTlv)].join(" ");
}

/**
 * Checks what the codec promises of these bytes, cut and continued at a place that they name.
 *
 * @throws {Error} at the first promise that is broken
 */
export function checkCodec(codec: Codec, bytes: Buffer): void {
  check(codec, bytes, generator(1 + bytes.reduce((sum, byte) => (sum * 31 + byte) | 0, 0)));
}

function check(codec: Codec, bytes: Buffer, random: Random): Verdict {
  const before = bytes.toString("latin1");
  const verdict = verdictOf(codec, bytes);
  kept("the bytes are only read", bytes.toString("latin1") === before);
  const shorter = verdictOf(codec, bytes.subarray(0, random(bytes.length + 1)));
  kept("no byte taken away", shorter.kind === "more" || shorter.text === verdict.text);
  const longer = verdictOf(
    codec,
    Buffer.concat([bytes, BRANCHES.subarray(random(BRANCHES.length))]),
  );
  kept("no further byte", verdict.kind === "more" || longer.text === verdict.text);
  if (verdict.decoded) checkHeader(codec, bytes, verdict.decoded);
  else kept("an error that may be logged", /^[\x20-\x7e]+$/.test(verdict.text));
  return verdict;
}

function checkHeader(
  codec: Codec,
  bytes: Buffer,
  { header, byteLength }: proxyProtocol.Decoded,
): void {
  kept("a length within the bytes", byteLength > 0 && byteLength <= Math.min(bytes.length, 4_096));
  const addressed = header.command === "PROXY" && header.family !== "UNSPEC";
  kept("a source where there is one", (header.source !== undefined) === addressed);
  kept("a destination where there is one", (header.destination !== undefined) === addressed);
  for (const reader of readersOf(codec)) {
    try {
      reader(header);
    } catch (error) {
      if (!(error instanceof codec.ProxyProtocolError)) throw error;
    }
  }
  const again = verdictOf(codec, codec.encode(header)).decoded;
  kept("the same when encoded", again !== undefined && shown(again.header) === shown(header));
}

function readersOf(codec: Codec): readonly ((header: proxyProtocol.ProxyHeader) => unknown)[] {
  return [
    codec.alibabaPrivateLink,
    codec.alpn,
    codec.authority,
    codec.awsVpcEndpointId,
    codec.azurePrivateEndpointLinkId,
    codec.gcpPscConnectionId,
    codec.netns,
    codec.ssl,
    codec.uniqueId,
    codec.ztunnelIdentity,
  ];
}

function kept(promise: string, isKept: boolean): void {
  if (!isKept) throw new Error(`not kept: ${promise}`);
}
