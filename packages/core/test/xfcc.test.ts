import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { CertificateSubject } from "../src/headers/xfcc.ts";
import { readClientCert } from "../src/headers/xfcc.ts";
import { textOf } from "./arbitraries.ts";

const GATEWAY = "spiffe://cluster.local/ns/istio-system/sa/gateway";
const HASH = "a".repeat(64);
const BY = "By=spiffe://cluster.local/ns/shop/sa/cart";

function read(carrier: "last" | "only", ...lines: readonly string[]): CertificateSubject {
  const rawHeaders = lines.flatMap((line) => ["X-Forwarded-Client-Cert", line]);
  return readClientCert({ peer: "127.0.0.6", rawHeaders }, carrier);
}

/** The definition, word by word: each key as it comes, from the left. `undefined` if it is no complete element. */
function urisOf(text: string): string[] | undefined {
  const quoted = /^"(?:[^"\\]|\\[^])*"/;
  const bare = /^[^,;"\s]*/;
  let rest = text;
  const take = (key: string, value: RegExp): string | undefined => {
    const prefix = rest === text ? key : `;${key}`;
    if (!rest.startsWith(prefix)) return undefined;
    const found = value.exec(rest.slice(prefix.length))?.[0];
    if (found === undefined) return undefined;
    rest = rest.slice(prefix.length + found.length);
    return found;
  };
  take("By=", bare);
  if (!/^[0-9a-f]{64}$/i.test(take("Hash=", bare) ?? "")) return undefined;
  for (const key of ["Cert=", "Chain=", "Subject="]) take(key, quoted);
  const uris: string[] = [];
  for (let uri = take("URI=", bare); uri !== undefined; uri = take("URI=", bare)) uris.push(uri);
  while (take("DNS=", bare) !== undefined);
  return rest === "" ? uris : undefined;
}

function namedBy(uris: readonly string[] | undefined): CertificateSubject {
  if (uris === undefined) return "malformed";
  if (uris.length > 1) return "ambiguous";
  return uris[0] === undefined || uris[0] === "" ? "none" : { uri: uris[0] };
}

/** The shortest suffix, behind a comma and blanks or of the whole line, that is one complete element. */
function lastOf(line: string): CertificateSubject {
  const starts = [...line.matchAll(/,/g)].map(({ index }) => index + 1).toReversed();
  for (const start of [...starts, 0]) {
    const suffix = line.slice(start).replace(/^[ \t]+/, "");
    const uris = urisOf(suffix);
    if (uris !== undefined) return namedBy(uris);
  }
  return "malformed";
}

const part = fc.constantFrom(
  `Hash=${HASH}`,
  `Hash=${HASH.slice(1)}`,
  `Hash=${HASH.toUpperCase()}`,
  BY,
  "By=",
  'Cert="c"',
  'Chain="a,b"',
  'Subject="CN=x,O=y"',
  String.raw`Subject="CN=\"q\";URI=no"`,
  'Subject="',
  'Subject=""',
  "URI=spiffe://a/b",
  `URI=${GATEWAY}`,
  "URI=",
  "DNS=a.example",
  'URI="spiffe://a/b"',
  "uri=spiffe://a/b",
  '"',
);

const element = fc.oneof(
  fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(";")),
  fc
    .subarray([
      BY,
      `Hash=${HASH}`,
      'Cert="c"',
      'Chain="d"',
      'Subject="CN=x,O=y"',
      "URI=spiffe://a/b",
      "DNS=z",
    ])
    .map((parts) => parts.join(";")),
);

const line = fc
  .array(element, { minLength: 1, maxLength: 4 })
  .chain((elements) =>
    fc.constantFrom(",", ", ", ",\t ", " ,", ";").map((separator) => elements.join(separator)),
  );

describe("the last X-Forwarded-Client-Cert element", () => {
  it("is the shortest suffix that is one complete element", () => {
    fc.assert(
      fc.property(line, (text) => {
        expect(read("last", text)).toEqual(lastOf(text));
      }),
      { numRuns: 1000 },
    );
  });

  it("is what the sidecar wrote, whatever the client put in front of it", () => {
    const forged = fc.oneof(
      line,
      textOf('By=Hash=URI=;,"\\ \t', 60),
      fc.string({ unit: "binary" }),
    );
    const genuine = `${BY};Hash=${HASH};Subject="";URI=${GATEWAY}`;
    fc.assert(
      fc.property(forged, fc.array(forged), (before, lines) => {
        expect(read("last", ...lines, `${before},${genuine}`)).toEqual({ uri: GATEWAY });
        expect(read("last", ...lines, genuine)).toEqual({ uri: GATEWAY });
      }),
      { numRuns: 300 },
    );
  });

  it("is the whole header where it must be the only one", () => {
    fc.assert(
      fc.property(line, (text) => {
        expect(read("only", text)).toEqual(namedBy(urisOf(text)));
        expect(read("only", text, text)).toBe("malformed");
      }),
      { numRuns: 500 },
    );
  });

  it("of a header that is absent names nobody", () => {
    expect(read("last")).toBe("none");
    expect(read("only")).toBe("none");
  });
});

/** A line of this many characters that is one element. */
const withSubject = (length: number): string => {
  const [head, tail] = [`Hash=${HASH};Subject="`, `";URI=${GATEWAY}`];
  return head + "s".repeat(length - head.length - tail.length) + tail;
};

describe("an element", () => {
  test.each<[string, CertificateSubject, string]>([
    [`By=;Hash=${HASH};URI=a:b`, { uri: "a:b" }, "By may be empty"],
    [`Hash=${HASH};URI=`, "none", "URI may be empty"],
    [`Hash=${HASH};URI=a:b;DNS=`, { uri: "a:b" }, "DNS may be empty"],
    [`Hash=${HASH}`, "none", "Hash alone is complete"],
    [` \tHash=${HASH};URI=a:b`, { uri: "a:b" }, "blanks stand in front of it"],
    [` Hash=${HASH.slice(1)};URI=a:b`, "malformed", "blanks mend nothing"],
    [`,Hash=${HASH};URI=a:b`, { uri: "a:b" }, "a comma stands in front of it"],
    [`,xHash=${HASH};URI=a:b`, "malformed", "something stands between the comma and it"],
    [`Hash=${HASH};URI=a:b `, "malformed", "a blank behind it is no part of it"],
  ])("%s names %j: %s", (text, named) => {
    expect(read("last", text)).toEqual(named);
    expect(read("last", `x,${text}`)).toEqual(named);
  });
});

describe("what is scanned of X-Forwarded-Client-Cert", () => {
  test.each([
    [8192, { uri: GATEWAY }, { uri: GATEWAY }],
    [8193, "malformed", "malformed"],
  ])("a line of %i characters: last %j, only %j", (length, last, only) => {
    expect(read("last", withSubject(length))).toEqual(last);
    expect(read("only", withSubject(length))).toEqual(only);
  });

  test("an element of 8,191 characters behind a comma is found in a longer line, for the comma is seen", () => {
    expect(read("last", `x,${withSubject(8191)}`)).toEqual({ uri: GATEWAY });
    expect(read("last", `xx,${withSubject(8191)}`)).toEqual({ uri: GATEWAY });
  });

  test("an element that begins where the search ends is not taken for the whole line", () => {
    expect(read("last", `x${withSubject(8192)}`)).toBe("malformed");
    expect(read("last", `x,${withSubject(8192)}`)).toBe("malformed");
  });

  test.each([
    [7, ",Hash=no", { uri: GATEWAY }],
    [8, ",Hash=no", "malformed"],
    [7, ", By=no", { uri: GATEWAY }],
    [8, ", By=no", "malformed"],
  ])("%i beginnings %j that are none, behind the one that is: %j", (count, decoy, named) => {
    const decoys = decoy.repeat(count);
    const text = `Hash=${HASH};Subject="${decoys}";URI=${GATEWAY}`;
    expect(read("last", text)).toEqual(named);
  });

  test.each([
    [127, { uri: GATEWAY }],
    [128, "malformed"],
  ])(
    "%i commas behind the beginning of the element, of which 128 are looked at: %j",
    (count, named) => {
      const text = `Hash=${HASH};Subject="${",".repeat(count)}";URI=${GATEWAY}`;
      expect(read("last", text)).toEqual(named);
      expect(read("last", `x,${text}`)).toEqual(named);
    },
  );

  test("a beginning is a whole key behind a comma only, so that others do not use the search up", () => {
    const decoys = ";Hash=no xBy=,B,By,H=,Hash".repeat(20);
    const text = `Hash=${HASH};Subject="${decoys}";URI=${GATEWAY}`;
    expect(read("last", text)).toEqual({ uri: GATEWAY });
  });
});
