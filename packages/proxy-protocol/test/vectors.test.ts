import { readFileSync } from "node:fs";
import {
  awsVpcEndpointId,
  azurePrivateEndpointLinkId,
  decode,
  encode,
  gcpPscConnectionId,
  ssl,
} from "@client-ip/proxy-protocol";
import { describe, expect, it } from "vitest";
import { codeOf, headerOf, hex, plain, shownTlv, verdict } from "./bytes.ts";

/** The limit of the format, for cases that are larger than the default limit. */
const ANY_SIZE = { maxByteLength: 65_551 };

interface Accepted {
  readonly ok: true;
  readonly version: 1 | 2;
  readonly command: string;
  readonly family: string;
  readonly proto: string;
  readonly src?: string;
  readonly sport?: number;
  readonly dst?: string;
  readonly dport?: number;
  readonly headerLength: number;
  readonly tlvs?: readonly { readonly type: number; readonly hex: string }[];
}

interface Case {
  readonly id: number;
  readonly title: string;
  readonly hex: string;
  readonly deliver?: "byte" | readonly number[];
  readonly level?: "policy";
  readonly decoded?: Readonly<Record<string, string | number>>;
  readonly expect: Accepted | { readonly ok?: never; readonly error: string };
}

function read(name: string): string {
  return readFileSync(new URL(`../../vectors/data/${name}`, import.meta.url), "utf8");
}

const cases = JSON.parse(read("proxy-protocol-cases.json")) as readonly Case[];

/** Cases that the specification leaves open: our result, and why. "as given": the vector's own. */
const POLICY: Readonly<Record<number, { answer: "as given" | "accepted"; why: string }>> = {
  24: {
    answer: "as given",
    why: "the walk decides whether a source can be a client, not the grammar",
  },
  27: { answer: "as given", why: "::ffff:a.b.c.d is IPv6 text and stays as sent" },
  79: { answer: "accepted", why: "nginx and Varnish send a destination of the other family" },
  138: {
    answer: "as given",
    why: "a lone LF is never allowed in a line, not even where the line is ignored",
  },
  164: { answer: "as given", why: "LOCAL: the block is skipped, whatever its bytes" },
  165: { answer: "as given", why: "LOCAL: of any size within the limit" },
  167: { answer: "as given", why: "UNSPEC: the connection is the sender's own" },
  189: { answer: "as given", why: "a UNIQUE_ID has at most 128 bytes" },
  199: { answer: "as given", why: "the TLVs inside an SSL TLV are checked when it is read" },
  200: { answer: "as given", why: "the TLVs inside an SSL TLV are checked when it is read" },
  208: { answer: "as given", why: "LOCAL: the block is skipped, checksum and all" },
  223: {
    answer: "as given",
    why: "a family without a transport is not in the specification's list",
  },
  225: {
    answer: "as given",
    why: "a family without a transport is not in the specification's list",
  },
  243: { answer: "as given", why: "with the limit lifted it is only not yet complete" },
  253: { answer: "as given", why: "with the limit lifted" },
  254: {
    answer: "as given",
    why: "beyond the 536 bytes that a sender should keep to, which real ones do not",
  },
  255: {
    answer: "as given",
    why: "beyond the 536 bytes that a sender should keep to, which real ones do not",
  },
  257: { answer: "as given", why: "with the limit lifted" },
  258: { answer: "as given", why: "with the limit lifted" },
};

/** An error as expected, but at an earlier byte than the end of the line, so with another code. */
const EARLIER: Readonly<Record<number, string>> = {
  // "PROXY TO…" is no family, whatever may follow.
  108: "v1-family",
  // A space after the last port.
  109: "v1-syntax",
};

describe("proxy-protocol-cases.json", () => {
  it("has a policy stated here for each case that the specification leaves open", () => {
    const open = cases.filter(({ level }) => level === "policy").map(({ id }) => id);
    expect(Object.keys(POLICY).map(Number)).toEqual(open);
  });

  it.each(cases)("$id: $title", (given) => {
    expect(answerTo(given)).toEqual(answerOf(given));
  });

  it.each(cases.filter(({ deliver }) => deliver !== undefined))(
    "$id: the header is decoded when its last piece has arrived, not before",
    ({ hex: text, deliver, expect: expected }) => {
      const bytes = hex(text);
      const cuts = deliver === "byte" ? [...bytes.keys()].slice(1) : (deliver ?? []);
      for (const cut of cuts) {
        const whole = expected.ok && cut >= expected.headerLength;
        expect(decode(bytes.subarray(0, cut)) !== undefined).toBe(whole);
      }
      expect(decode(bytes)).toBeDefined();
    },
  );

  it.each(cases)("$id: each beginning needs more bytes or has the result of the whole", (given) => {
    const bytes = hex(given.hex);
    const final = verdict(bytes);
    // Beyond some hundred bytes only the TLV's value grows: a few cuts of it say as much as all.
    const step = bytes.length > 500 ? Math.ceil(bytes.length / 100) : 1;
    let decided = false;
    for (let length = 0; length <= bytes.length; length += length < 300 ? 1 : step) {
      const now = verdict(bytes.subarray(0, length));
      decided ||= now !== "more";
      expect(now).toBe(decided ? final : "more");
    }
  });

  it("has the vendors' values, which the readers give", () => {
    const readers = {
      awsVpceId: awsVpcEndpointId,
      azurePrivateEndpointLinkId,
      gcpPscConnectionId: (header) => gcpPscConnectionId(header)?.toString(),
    } satisfies Record<string, (header: ReturnType<typeof headerOf>) => unknown>;
    const known = cases.flatMap(({ hex: text, decoded }) =>
      Object.entries(decoded ?? {}).map(([name, value]) => ({ name, value, text })),
    );
    expect(known).toHaveLength(4);
    for (const { name, value, text } of known) {
      expect(readers[name as keyof typeof readers](headerOf(hex(text)))).toBe(value);
    }
  });

  it.each([
    [199, "tlv-overrun"],
    [200, "tlv-length"],
  ])("%i: the SSL TLV is an error when it is read", (id, code) => {
    const given = cases.find((one) => one.id === id);
    expect(codeOf(() => ssl(headerOf(hex(given?.hex ?? ""))))).toBe(code);
  });

  it("has headers beyond the default of 4,096 bytes, which are errors before they are complete", () => {
    const large = cases.filter(({ hex: text }) => text.length / 2 > 4_096);
    expect(large.map(({ id }) => id)).toEqual([165, 253, 257, 258]);
    for (const { hex: text } of large) {
      expect(codeOf(() => decode(hex(text.slice(0, 32))))).toBe("too-large");
      expect(codeOf(() => decode(hex(text)))).toBe("too-large");
    }
  });
});

/** The expected result of a case: the header with its length, `more`, or the code of the error. */
function answerOf({ id, expect: expected }: Case): object | string {
  if (POLICY[id]?.answer === "accepted") return "accepted";
  if (!expected.ok) {
    if (expected.error === "E_INCOMPLETE") return "more";
    return EARLIER[id] ?? expected.error.slice(2).toLowerCase().replaceAll("_", "-");
  }
  const { headerLength, version, command, family, proto, src, sport, dst, dport, tlvs } = expected;
  return {
    headerLength,
    version,
    command,
    family,
    transport: proto,
    ends: [end(src, sport), end(dst, dport)],
    tlvs: (tlvs ?? []).map((tlv) => `${tlv.type} ${tlv.hex}`),
  };
}

function end(address: string | undefined, port = 0): string | undefined {
  return address === undefined ? undefined : `${address} ${port}`;
}

/** Our result, in the same form. */
function answerTo({ id, hex: text }: Case): object | string {
  const bytes = hex(text);
  const code = codeOf(() => decode(bytes, ANY_SIZE));
  if (code !== "nothing") return code;
  const decoded = decode(bytes, ANY_SIZE);
  if (decoded === undefined) return "more";
  if (POLICY[id]?.answer === "accepted") return "accepted";
  const { byteLength, header } = decoded;
  // The cases leave out what LOCAL carries; v2.test.ts does not.
  const shown = header.command === "LOCAL" ? { ...header, tlvs: [] } : header;
  return { headerLength: byteLength, ...plain(shown) };
}

interface Captured {
  readonly id: string;
  readonly hex: string;
  readonly decoded: {
    readonly version: 1 | 2;
    readonly command: "PROXY" | "LOCAL" | "UNKNOWN";
    readonly family: string;
    readonly transport: string;
    readonly source: { readonly address: string; readonly port: number } | null;
    readonly destination: { readonly address: string; readonly port: number } | null;
    readonly tlvs: readonly { readonly type: number; readonly value_hex: string }[];
  };
}

describe("proxy-headers.jsonl, as real proxies sent them", () => {
  const captured = read("proxy-headers.jsonl")
    .trimEnd()
    .split("\n")
    .map((text) => JSON.parse(text) as Captured);

  it.each(captured)("$id", ({ hex: text, decoded: expected }) => {
    const bytes = hex(text);
    const decoded = decode(bytes);
    expect(decoded?.byteLength).toBe(bytes.length);
    const header = headerOf(bytes);
    // Version 1 calls UNKNOWN what version 2 calls PROXY over UNSPEC.
    const command = expected.command === "UNKNOWN" ? "PROXY" : expected.command;
    expect(JSON.parse(JSON.stringify(header))).toMatchObject({
      version: expected.version,
      command,
      family: expected.family,
      transport: expected.transport,
    });
    expect(JSON.parse(JSON.stringify(header.source ?? null))).toEqual(expected.source);
    expect(JSON.parse(JSON.stringify(header.destination ?? null))).toEqual(expected.destination);
    expect(header.tlvs.map(shownTlv)).toEqual(
      expected.tlvs.map((tlv) => `${tlv.type} ${tlv.value_hex}`),
    );
  });

  it.each(captured)("$id is encoded to the same bytes", ({ hex: text }) => {
    expect(Buffer.from(encode(headerOf(hex(text)))).toString("hex")).toBe(text);
  });

  const checksummed = captured.filter(
    ({ decoded }) => decoded.command === "PROXY" && decoded.tlvs.some(({ type }) => type === 3),
  );

  it.each(checksummed)(
    "proxy-checksum: $id is an error when any byte of its addresses is damaged",
    (given) => {
      const bytes = hex(given.hex);
      const length = given.decoded.family === "INET" ? 12 : 36;
      for (let index = 16; index < 16 + length; index++) {
        const damaged = bytes.slice();
        damaged[index] = (damaged[index] ?? 0) ^ 1;
        expect(codeOf(() => decode(damaged))).toBe("crc32c");
      }
    },
  );
});
