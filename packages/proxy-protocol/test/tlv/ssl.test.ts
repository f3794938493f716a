import { type ProxyHeader, ssl } from "@client-ip/proxy-protocol";
import { describe, expect, it } from "vitest";
import { codeOf, headerOf, hex, shownTlv, withTlvs } from "../bytes.ts";

/** A header with an SSL TLV, its value in hexadecimal. */
function sslHeader(...parts: readonly string[]): ProxyHeader {
  return headerOf(withTlvs([0x20, hex(parts.join(""))]));
}

/** A TLV with text, in hexadecimal. */
function sub(type: number, text: string): string {
  const value = Buffer.from(text);
  return Buffer.from([type, 0, value.length, ...value]).toString("hex");
}

describe("the SSL TLV", () => {
  const NAME = sub(0x22, "client-seven");

  it.each([
    // As recorded of HAProxy 2.6 and hitch 1.7; verify 0 alone proves nothing.
    ["plain TCP", "00 00000000", false, false, 0, undefined],
    ["TLS without a certificate", "01 00000000", true, false, 0, undefined],
    ["TLS without a certificate (hitch)", "01 00000001", true, false, 1, undefined],
    ["a good certificate", "07 00000000", true, true, 0, "client-seven"],
    ["a self-signed certificate", "07 00000012", true, true, 18, undefined],
    ["a resumed session", "05 00000000", true, true, 0, "client-seven"],
    ["a certificate on this connection only", "03 00000000", true, true, 0, "client-seven"],
    ["a refused resumed one", "05 80000000", true, true, 2_147_483_648, undefined],
    ["flags that are not defined", "f9 00000000", true, false, 0, undefined],
  ])("is decoded: %s", (_, head, tls, certificate, verify, identity) => {
    const read = ssl(sslHeader(head, NAME));
    expect(read).toMatchObject({
      tls,
      certificate,
      verify,
      verified: identity !== undefined,
      identity,
    });
    // The name is there all the same.
    expect(read?.commonName).toBe("client-seven");
  });

  it("has a field for each TLV inside it, and lists unknown ones too", () => {
    const texts = [
      [0x21, "TLSv1.3"],
      [0x22, "Zoë"],
      [0x23, "TLS_AES_256_GCM_SHA384"],
      [0x24, "RSA-SHA256"],
      [0x25, "EC256"],
      [0x26, "x25519"],
      [0x27, "rsa_pss_rsae_sha256"],
      [0x28, "0\x82"],
      // Types have their own meaning in here: neither CRC32C nor a UNIQUE_ID.
      [0x03, "not four bytes"],
      [0x05, "x".repeat(129)],
    ] as const;
    const read = ssl(sslHeader("07 00000000", ...texts.map(([type, text]) => sub(type, text))));
    expect(read).toMatchObject({
      version: "TLSv1.3",
      commonName: "Zoë",
      identity: "Zoë",
      cipher: "TLS_AES_256_GCM_SHA384",
      signatureAlgorithm: "RSA-SHA256",
      keyAlgorithm: "EC256",
      group: "x25519",
      signatureScheme: "rsa_pss_rsae_sha256",
    });
    expect(Buffer.from(read?.clientCertificate ?? []).toString()).toBe("0\x82");
    expect(read?.tlvs.map(shownTlv)).toEqual(
      texts.map(([type, text]) => `${type} ${Buffer.from(text).toString("hex")}`),
    );
  });

  it("has only flags when there is no TLV inside it", () => {
    expect(ssl(sslHeader("01 00000001"))).toEqual({
      tls: true,
      certificate: false,
      verify: 1,
      verified: false,
      identity: undefined,
      commonName: undefined,
      clientCertificate: undefined,
      version: undefined,
      cipher: undefined,
      signatureAlgorithm: undefined,
      keyAlgorithm: undefined,
      group: undefined,
      signatureScheme: undefined,
      tlvs: [],
    });
    expect(ssl(headerOf(withTlvs([1, "h2"])))).toBeUndefined();
  });

  it.each([
    ["too short for flags and verdict", "07 000000", "tlv-length"],
    ["a TLV inside it that overruns", "07 00000000 21 ffff", "tlv-overrun"],
    ["two bytes that are no TLV", "07 00000000 21 00", "tlv-overrun"],
    ["two names", `07 00000000 ${NAME} ${NAME}`, "tlv-duplicate"],
    ["a name that is not UTF-8", "07 00000000 22 0001 ff", "tlv-text"],
    ["a cipher that is not ASCII", "07 00000000 23 0001 0a", "tlv-text"],
  ])("tlv-values: a wrong one is an error when it is read: %s", (_, value, code) => {
    const header = sslHeader(value);
    expect(codeOf(() => ssl(header))).toBe(code);
  });

  it("tlv-once: is an error when there are two, since either may be the wrong one", () => {
    const two = headerOf(withTlvs([0x20, hex("0700000000")], [0x20, hex("0000000000")]));
    expect(codeOf(() => ssl(two))).toBe("tlv-duplicate");
  });
});
