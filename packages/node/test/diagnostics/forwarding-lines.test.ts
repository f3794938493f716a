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
    [`for="1.2.3.4, for=b;secret=${SECRET}`, `for="1.2.3.4, for=b;secret=${MASK}`],
    [`for=1.2.3.4; secret = ${SECRET}`, `for=1.2.3.4; secret = ${MASK}`],
    [`secret=`, `secret=${MASK}`],
  ])("are of Forwarded the known parameters alone: %s", (sent, shown) => {
    expect(withoutSecrets("Forwarded", sent)).toBe(shown);
  });

  it("never holds a parameter's secret, whatever a client writes in front of it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii", maxLength: 30 }), (before) => {
        const shown = withoutSecrets("forwarded", `${before}, for=1.2.3.4;secret=${SECRET}`);
        expect(shown).not.toContain(SECRET);
      }),
      { examples: [['for="'], ['a="\\'], ['for="x";host="'], ["host=a;"], ['x="']] },
    );
  });

  it("are no longer than what a walk reads", () => {
    const { rawHeaders } = forwardingLines(["Forwarded", "a".repeat(9999)], undefined);
    expect(rawHeaders[1]).toHaveLength(4096);
  });
});
