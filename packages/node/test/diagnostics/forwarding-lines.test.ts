import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createResolver } from "../../src/index.ts";
import { forwardingLines, MASK, withoutSecrets } from "../../src/diagnostics/forwarding-lines.ts";

const SECRET = "5f0c2a9e-cdn-to-origin";

describe("diagnostics-without-secrets: what is shown of a request's headers", () => {
  it("are the headers about the client, each line as it was sent", () => {
    const about = ["X-Forwarded-For", "6.6.6.6", "x_forwarded_for", "7.7.7.7", "x-real-ip", ""];
    const others = ["Cookie", SECRET, "Authorization", SECRET, "Host", "a", "X-Origin", SECRET];
    expect(forwardingLines([...about, ...others], undefined)).toEqual({
      rawHeaders: about,
      masked: [],
    });
  });

  it("are those that the path reads, too, but not its secrets", () => {
    const path = {
      address: "loopback",
      secret: { header: "X-Origin", value: SECRET },
      tells: { value: "CDN-Client-IP" },
    };
    const lines = ["CDN-Client-IP", "6.6.6.6", "X-Origin", SECRET, "x-origin", "a guess"];
    expect(forwardingLines(lines, createResolver(path))).toEqual({
      rawHeaders: ["CDN-Client-IP", "6.6.6.6"],
      masked: ["x-origin"],
    });
  });

  it.each([[["X-Forwarded-For"]], [["X-Other", "X-Real-IP", "Cookie", SECRET]]])(
    "are whole lines, which %o has not",
    (lines) => {
      expect(forwardingLines(lines, undefined)).toEqual({ rawHeaders: [], masked: [] });
    },
  );

  it("is no certificate", () => {
    const { rawHeaders, masked } = forwardingLines(["X-Forwarded-Client-Cert", "By=a"], undefined);
    expect({ rawHeaders, masked }).toEqual({
      rawHeaders: [],
      masked: ["x-forwarded-client-cert"],
    });
  });

  it.each([
    [`for=1.2.3.4;secret=${SECRET}`, `for=1.2.3.4;secret=${MASK}`],
    [`for="[::1]";SECRET="${SECRET}";proto=http`, `for="[::1]";SECRET=${MASK};proto=http`],
    [`for=a, by=b;x="a,b;${SECRET}"`, `for=a, by=b;x=${MASK}`],
    [`for=1.2.3.4 ;;secret=${SECRET}, `, `for=1.2.3.4 ;;secret=${MASK}, `],
    [`xfor=S;forx=S`, `xfor=***;forx=***`],
    [`host="";by="a\\"\\"b";secret=S`, `host="";by="a\\"\\"b";secret=***`],
    [`for=2001:db8::1;host=a:8080`, `for=2001:db8::1;host=a:8080`],
  ])("are of Forwarded the known parameters alone: %s", (sent, shown) => {
    expect(withoutSecrets("Forwarded", sent)).toBe(shown);
  });

  it.each([
    [`for="1.2.3.4, for=[::1]:80;secret=S`, `for="1.2.3.4, for=[::1]:80;***=***`],
    [`for="x, for="[::1]";secret="S;a\\"S"`, `for="***, for="[::1]";***="***;***\\"***"`],
    [`for="_a, by=unknown;proto=https;host=a`, `for="_a, by=unknown;proto=https;host=***`],
    [`for=1.2.3.4; secret = S`, `for=1.2.3.4; *** = ***`],
    [`for=s;proto=s s`, `for=***;proto=*** ***`],
    [`S`, `***`],
    [`S;`, `***;`],
    [`1.2.3.4`, `***`],
    [`secret=`, `***=`],
    [`=S;secret=S`, `=***;***=***`],
    [`host=;secret=S`, `host=;***=***`],
    [`"xfor=1.2.3.4`, `"***=***`],
    [`for="1.2.3.4"secret=S`, `for="***"***=***`],
    [`for=_a"b, for="_a"b`, `for=***"***, for="***"***`],
    [`for="_, for="_${"a".repeat(64)}`, `for="***, for="***`],
    [`for="_${"a".repeat(63)}`, `for="_${"a".repeat(63)}`],
    [`proto="http, proto="xhttp, proto="httpx`, `proto="http, proto="***, proto="***`],
    [`for="2001:db8::1, for="1[::2], for="[::1]2`, `for="2001:db8::1, for="***, for="***`],
  ])(
    "are of another text than Forwarded's grammar the addresses and schemes: %s",
    (sent, shown) => {
      expect(withoutSecrets("Forwarded", sent)).toBe(shown);
    },
  );

  it.each([`;secret=${SECRET}`, `;secret="${SECRET}"`, `;host="";secret="a\\"b${SECRET}";by="c"`])(
    "never holds the secret of what a proxy appends, whatever a client writes before: %s",
    (parameters) => {
      fc.assert(
        fc.property(fc.string({ unit: "grapheme-ascii", maxLength: 30 }), (before) => {
          const shown = withoutSecrets("forwarded", `${before}, for=1.2.3.4${parameters}`);
          expect(shown).not.toContain(SECRET);
        }),
        { examples: ['for="', 'a="\\', 'for="x";host="', "host=a;", 'x="'].map((text) => [text]) },
      );
    },
  );

  it("are no longer than what a walk reads", () => {
    const { rawHeaders } = forwardingLines(["X-Forwarded-For", "a".repeat(9999)], undefined);
    expect(rawHeaders[1]).toHaveLength(4096);
  });

  // Quadratic work takes longer than a test may.
  it.each(["a", "a=", 'a="', 'a="\\', " ", "a ", "a;", ";", '"', "for=1.", "a= "])(
    "are found in time that grows with their length alone: %j again and again",
    (text) => {
      const line = text.repeat(500_000 / text.length);
      expect(withoutSecrets("Forwarded", line).length).toBeGreaterThan(0);
    },
  );
});
