import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createResolver } from "../../src/index.ts";
import { refusal } from "../support/ask.ts";

const pem = (base64: string): string =>
  `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
const hop = (ca: unknown): never => {
  return { identity: "spiffe://a/gw", ca, tells: "x-forwarded-for" } as never;
};

describe("pinned-ca: the CAs of a path", () => {
  it.each<[string, unknown, readonly string[]]>([
    ["one certificate", pem("MIIB\nAA=="), ["MIIBAA=="]],
    ["lines that end in CR LF", pem("MIIB\r\nAA==").replaceAll("\n", "\r\n"), ["MIIBAA=="]],
    ["several in one text, as in a file", pem("MIIB") + pem("MIIC"), ["MIIB", "MIIC"]],
    ["an array", [pem("MIIB"), pem("MIIC") + pem("MIID")], ["MIIB", "MIIC", "MIID"]],
    ["one of them twice", [pem("MIIB"), pem("MIIB")], ["MIIB"]],
  ])("are read from %s", (_what, ca, cas) => {
    expect(createResolver(hop(ca)).cas).toEqual(cas);
  });

  it("are those of all entry points, each once", () => {
    const one = { identity: "spiffe://a/one", ca: pem("MIIB"), tells: "x-forwarded-for" } as const;
    const two = { identity: "spiffe://a/two", ca: [pem("MIIB"), pem("MIIC")] } as const;
    const path = [{ oneOf: [one, { ...two, tells: "x-forwarded-for" }] }] as const;
    expect(createResolver(path).cas).toEqual(["MIIB", "MIIC"]);
    expect(createResolver(JSON.stringify(path)).cas).toEqual(["MIIB", "MIIC"]);
  });

  it("are none without a pin, and frozen", () => {
    expect(createResolver("direct").cas).toEqual([]);
    expect(createResolver("loopback").cas).toEqual([]);
    expect(Object.isFrozen(createResolver(hop(pem("MIIB"))).cas)).toBe(true);
    expect(Object.isFrozen(createResolver("direct").cas)).toBe(true);
  });

  it.each<[string, unknown]>([
    ["an empty text", ""],
    ["an empty array", []],
    ["a number", 1],
    ["null", null],
    ["bytes", new Uint8Array(3)],
    ["a fingerprint", "AB:CD:EF"],
    ["base64 alone", "MIIBAA=="],
    [
      "a certificate of another label",
      pem("MIIB").replaceAll("CERTIFICATE", "TRUSTED CERTIFICATE"),
    ],
    ["a certificate without its end", pem("MIIB").slice(0, 40)],
    ["a certificate without contents", pem("")],
    ["a certificate that is cut", pem("MIIBA")],
    ["a certificate with = in its midst", pem("MI=B")],
    ["a certificate that is = alone", pem("====")],
    ["a certificate with ===", pem("M===")],
    ["one text of several that is none", [pem("MIIB"), "MIIC"]],
    ["one certificate of several that is cut", pem("MIIB") + pem("MIIBA")],
    ["a text around it", `CN=ca\n${pem("MIIB")}`],
  ])("are refused for %s", (_what, ca) => {
    expect(refusal(hop(ca)).code).toBe("bad-ca");
  });

  it("are refused where the environment variable is not set", () => {
    expect(refusal(hop(undefined))).toMatchObject({ code: "bad-field", given: "ca: undefined" });
  });

  it("are refused with a private key beside them, which no error shows", () => {
    const key = "MHcCAQEEIGh5cG90aGV0aWNhbGtleW1hdGVyaWFs";
    const text = `-----BEGIN EC PRIVATE KEY-----\n${key}\n-----END EC PRIVATE KEY-----\n`;
    for (const ca of [text, text + pem("MIIB"), [pem("MIIB"), text]]) {
      const error = refusal(hop(ca));
      expect(error).toMatchObject({ code: "bad-ca", given: expect.not.stringContaining("MHc") });
      expect(`${error.message} ${JSON.stringify(error)}`).not.toContain("MHc");
    }
  });

  it("are read or refused, whatever the text", () => {
    const part = fc.constantFrom(
      "-----BEGIN CERTIFICATE-----",
      "-----END CERTIFICATE-----",
      "MIIB",
      "=",
      "\n",
      " ",
      "-",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const text = parts.join("");
        const outcome = errorOrCas(text);
        expect(outcome === "bad-ca" || /^[\w+/]+={0,2}$/.test(outcome)).toBe(true);
      }),
    );
  });

  it("are refused in linear time", () => {
    const begins = "-----BEGIN CERTIFICATE-----\n".repeat(40_000);
    const blanks = `-----BEGIN CERTIFICATE-----${" ".repeat(1_000_000)}`;
    expect(refusal(hop(begins)).code).toBe("bad-ca");
    expect(refusal(hop(blanks)).code).toBe("bad-ca");
  });
});

function errorOrCas(ca: string): string {
  try {
    return createResolver(hop(ca)).cas.join("");
  } catch (error) {
    return String(Object(error).code);
  }
}
