import { describe, expect, it } from "vitest";
import * as fc from "fast-check";
import { ask } from "../support/ask.ts";
import type { CertificateSubject } from "../../src/headers/xfcc.ts";
import { textOf } from "../support/arbitraries.ts";
import {
  BY,
  CLIENT,
  from,
  fromGateway,
  gateway,
  GATEWAY,
  HASH,
  HEX,
  POD,
  proven,
  read,
  sidecar,
  unresolved,
} from "../support/xfcc.ts";

const attacker = `${BY};${HASH};Subject="";URI=${POD}`;
const CART = "By=spiffe://cluster.local/ns/shop/sa/cart";

/**
 * The definition, word by word: each key as it comes, from the left. `undefined` if it is no
 * complete element.
 */
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
  while (take("By=", bare) !== undefined);
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

/**
 * The shortest suffix, behind a comma and blanks or of the whole line, that is one complete
 * element.
 */
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
  `Hash=${HEX}`,
  `Hash=${HEX.slice(1)}`,
  `Hash=${HEX.toUpperCase()}`,
  CART,
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
      CART,
      `Hash=${HEX}`,
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
const FORGED = "6.6.6.6";
const forgedList = { "X-Forwarded-For": FORGED };

describe("xfcc-from-the-end: the shortest suffix that is one element", () => {
  it.each([
    // [header, why the row exists]
    [`${attacker},${fromGateway}`, "the element that the sidecar appended"],
    [`${attacker} , \t${fromGateway}`, "blanks behind the comma"],
    [`junk,,,${fromGateway}`, "junk in front"],
    [`Hash=aa;URI=${POD};Subject="open,${fromGateway}`, "an unterminated quote in front"],
    [`Hash=aa;URI=${POD};Subject="a\\,${fromGateway}`, "a backslash in front"],
    [`${"x".repeat(20_000)},${fromGateway}`, "padding in front"],
    [`${BY};${HASH};Subject="a,${HASH};URI=${POD},b";URI=${GATEWAY}`, "an element in a subject"],
    [`x,${BY};${HASH};Subject="CN=\\"\\"";URI=${GATEWAY}`, "two escaped quotes in a subject"],
  ])("%s is the gateway (%s)", (header) => {
    expect(from("last", header)).toMatchObject(proven);
    expect(from("only", `${header},${attacker}`)).not.toMatchObject({ ip: CLIENT });
  });

  it.each([
    // [header that names the gateway where it must not be read, why]
    [`${fromGateway},${attacker}`, "a forged element in front"],
    [`Hash=aa;URI=${GATEWAY};Subject="open,${attacker}`, "an unterminated quote in front"],
    [`${HASH};URI=${GATEWAY};Subject="open,${BY};${HASH};Subject="";URI=${POD}`, "a closed one"],
    [`${fromGateway};Subject="a\\,${attacker}`, "a backslash in front"],
    [
      `${BY};${HASH};Subject=",${HASH};URI=${GATEWAY},";URI=${POD}`,
      "the gateway's element in a subject",
    ],
  ])("%s is the attacker's own (%s)", (header) => {
    expect(from("last", header)).toMatchObject(unresolved("hidden"));
  });

  it("'last' reads the last line, however many there are", () => {
    expect(from("last", [attacker, fromGateway])).toMatchObject(proven);
    expect(from("last", ["junk", fromGateway])).toMatchObject(proven);
    expect(from("last", [fromGateway, attacker])).toMatchObject(unresolved("hidden"));
    expect(from("last", [fromGateway, "junk"])).toMatchObject(unresolved("malformed"));
    expect(from("last", [fromGateway, ""])).toMatchObject(unresolved("malformed"));
    // In the joined string the last line's quote would close the first one's.
    expect(from("last", [`${HASH};URI=${GATEWAY};Subject="`, `";${attacker}`])).toMatchObject(
      unresolved("malformed"),
    );
  });

  it("xfcc-only: exactly one line that is one element", () => {
    expect(from("only", [fromGateway, fromGateway])).toMatchObject(unresolved("malformed"));
    expect(from("only", [attacker, fromGateway])).toMatchObject(unresolved("malformed"));
    expect(from("only", ["", fromGateway])).toMatchObject(unresolved("malformed"));
    expect(from("only", `${attacker},${fromGateway}`)).toMatchObject(unresolved("malformed"));
    expect(from("only", `,${fromGateway}`)).toMatchObject(unresolved("malformed"));
    expect(from("only", `junk,${fromGateway}`)).toMatchObject(unresolved("malformed"));
    expect(from("only", fromGateway)).toMatchObject(proven);
  });

  it("a candidate begins behind a comma, not in the middle of a value", () => {
    expect(from("last", `junk;${fromGateway}`)).toMatchObject(unresolved("malformed"));
    expect(from("last", `junk ${fromGateway}`)).toMatchObject(unresolved("malformed"));
    expect(from("last", `junk,x${fromGateway}`)).toMatchObject(unresolved("malformed"));
  });
});

describe("xfcc-from-the-end: any X-Forwarded-Client-Cert line", () => {
  it("finds the shortest suffix that is one complete element", () => {
    fc.assert(
      fc.property(line, (text) => {
        expect(read("last", text)).toEqual(lastOf(text));
      }),
      { numRuns: 1000 },
    );
  });

  it("finds what the sidecar wrote, whatever the client put in front of it", () => {
    const forged = fc.oneof(
      line,
      textOf('By=Hash=URI=;,"\\ \t', 60),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(forged, fc.array(forged), (before, lines) => {
        expect(read("last", ...lines, `${before},${fromGateway}`)).toEqual({ uri: GATEWAY });
        expect(read("last", ...lines, fromGateway)).toEqual({ uri: GATEWAY });
      }),
      { numRuns: 300 },
    );
  });

  it("xfcc-only: any line is the whole header or malformed", () => {
    fc.assert(
      fc.property(line, (text) => {
        expect(read("only", text)).toEqual(namedBy(urisOf(text)));
        expect(read("only", text, text)).toBe("malformed");
      }),
      { numRuns: 500 },
    );
  });

  it("an absent header names no peer", () => {
    expect(read("last")).toBe("none");
    expect(read("only")).toBe("none");
  });
});

describe("xfcc-from-the-end: an unterminated quote of a client", () => {
  it("the client's quote does not impersonate the gateway", () => {
    const own = `By=spiffe://a/app;${HASH};Subject="";URI=spiffe://a/attacker`;
    const text = `Hash=aa;URI=${GATEWAY};Subject="open,${own}`;
    expect(
      ask([gateway, sidecar("last")], "127.0.0.6", {
        ...forgedList,
        "X-Forwarded-Client-Cert": text,
      }),
    ).toMatchObject({ ip: undefined, identity: undefined });
  });
});
