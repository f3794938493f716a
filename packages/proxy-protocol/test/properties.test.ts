import type { ProxyEndpoint, ProxyHeader, ProxyTlv } from "@client-ip/proxy-protocol";
import { decode, encode, TLV } from "@client-ip/proxy-protocol";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { headerOf, plain, shownTlv, verdict } from "./bytes.ts";

const port = fc.nat(65_535);

function ends(
  address: fc.Arbitrary<string>,
  ports: fc.Arbitrary<number>,
): fc.Arbitrary<ProxyEndpoint> {
  return fc.record({ address, port: ports });
}

const unixPath = fc
  .string({
    unit: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)),
    maxLength: 107,
  })
  .chain((path) => fc.constantFrom(path, path === "" ? "" : `\0${path}`));

/** Addresses in canonical spelling, by URL. It writes IPv4-mapped ones without dots: left out. */
const canonicalIPv6 = fc
  .ipV6()
  .map((text) => new URL(`http://[${text}]`).hostname.slice(1, -1))
  .filter((text) => !text.startsWith("::ffff:"));

const tlv: fc.Arbitrary<ProxyTlv> = fc.record({
  type: fc.nat(255).filter((type) => type !== TLV.CRC32C),
  value: fc.uint8Array({ maxLength: 128 }),
});

const tlvs = fc.tuple(fc.array(tlv, { maxLength: 6 }), fc.option(fc.nat(6))).map(([list, at]) => {
  const checksum: ProxyTlv = { type: TLV.CRC32C, value: new Uint8Array(4) };
  return at === null ? list : list.toSpliced(at, 0, checksum);
});

const transport = fc.constantFrom("STREAM" as const, "DGRAM" as const);

const addressed = (
  family: ProxyHeader["family"],
  end: fc.Arbitrary<ProxyEndpoint>,
): fc.Arbitrary<ProxyHeader> =>
  fc.record({
    version: fc.constant(2 as const),
    command: fc.constant("PROXY" as const),
    family: fc.constant(family),
    transport,
    source: end,
    destination: end,
    tlvs,
  });

const version2 = fc.oneof(
  addressed("INET", ends(fc.ipV4(), port)),
  addressed("INET6", ends(canonicalIPv6, port)),
  addressed("UNIX", ends(unixPath, fc.constant(0))),
  fc.record({
    version: fc.constant(2 as const),
    command: fc.constantFrom("PROXY" as const, "LOCAL" as const),
    family: fc.constant("UNSPEC" as const),
    transport: fc.constant("UNSPEC" as const),
    tlvs,
  }),
);

const version1 = fc
  .record({ family: fc.constantFrom("INET" as const, "INET6" as const), other: fc.boolean() })
  .chain(({ family, other }) => {
    const own = family === "INET" ? fc.ipV4() : fc.ipV6();
    return fc.record({
      version: fc.constant(1 as const),
      command: fc.constant("PROXY" as const),
      family: fc.constant(family),
      transport: fc.constant("STREAM" as const),
      source: ends(own, port),
      destination: ends(other ? fc.oneof(fc.ipV4(), fc.ipV6()) : own, port),
      tlvs: fc.constant([]),
    });
  })
  // Two of the longest spellings do not fit in a line.
  .filter(({ source, destination }) => source.address.length + destination.address.length < 80);

const anyHeader = fc.oneof(version1, version2);

/** A header as plain data; of a checksum, whose value `encode` makes, only its place. */
function comparable(header: ProxyHeader): object {
  const list = header.tlvs.map((one) => (one.type === TLV.CRC32C ? "checksum" : shownTlv(one)));
  return { ...plain(header), tlvs: list };
}

describe("encode and decode", () => {
  it("give the same header and length back, whatever follows it", () => {
    fc.assert(
      fc.property(anyHeader, fc.uint8Array({ maxLength: 40 }), (header, payload) => {
        const bytes = encode(header);
        const decoded = decode(new Uint8Array([...bytes, ...payload]));
        expect(decoded?.byteLength).toBe(bytes.length);
        expect(decoded && comparable(decoded.header)).toEqual(comparable(header));
      }),
      { numRuns: 500 },
    );
  });

  it("give the same bytes back", () => {
    fc.assert(
      fc.property(anyHeader, (header) => {
        const bytes = encode(header);
        expect(encode(headerOf(bytes))).toEqual(bytes);
      }),
      { numRuns: 500 },
    );
  });
});

describe("the result of decode", () => {
  const damaged = fc
    .tuple(anyHeader, fc.array(fc.tuple(fc.nat(300), fc.nat(255)), { maxLength: 3 }), fc.nat(20))
    .map(([header, changes, extra]) => {
      const bytes = new Uint8Array([...encode(header), ...new Uint8Array(extra)]);
      for (const [index, byte] of changes) bytes[index % bytes.length] = byte;
      return bytes;
    });

  it("is final: no further byte changes it", () => {
    fc.assert(
      fc.property(damaged, (bytes) => {
        const final = verdict(bytes);
        let decided = false;
        for (let length = 0; length <= bytes.length; length++) {
          const now = verdict(bytes.subarray(0, length));
          decided ||= now !== "more";
          expect(now).toBe(decided ? final : "more");
        }
      }),
      { numRuns: 200 },
    );
  });

  it("is the same for a Buffer, a view and a copy", () => {
    fc.assert(
      fc.property(damaged, (bytes) => {
        const around = new Uint8Array([1, 2, 3, ...bytes, 4, 5]);
        const view = around.subarray(3, 3 + bytes.length);
        expect(verdict(view)).toBe(verdict(bytes));
        expect(verdict(Buffer.from(bytes))).toBe(verdict(bytes));
      }),
      { numRuns: 200 },
    );
  });
});
