import { ClientIpError } from "../errors.ts";
import { failReference, isReference } from "./not-a-value.ts";

/** A certificate as PEM, without text around it (RFC 7468 5). */
const CERTIFICATE = /-----BEGIN CERTIFICATE-----([\sA-Za-z0-9+/=]+)-----END CERTIFICATE-----/g;

/**
 * Parses the CAs that a hop pins.
 *
 * @param value PEM of one or more certificates, or an array of such texts
 * @returns for each certificate the base64 of its DER, on one line
 * @throws ClientIpError `bad-ca`. It never shows the text, which may be a private key.
 */
export function parseCas(value: unknown): readonly string[] {
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (texts.length === 0) failCa("an empty array");
  if (texts.some((text) => isReference(text))) failReference("bad-ca", "ca");
  return [...new Set(texts.flatMap((text) => parseCa(text)))];
}

function parseCa(text: unknown): readonly string[] {
  if (typeof text !== "string") return failCa("a CA that is not text");
  const cas = Array.from(text.matchAll(CERTIFICATE), ([, base64]) =>
    String(base64).replaceAll(/\s/g, ""),
  );
  const isAlone = text.replaceAll(CERTIFICATE, "").trim() === "";
  const isBase64 = cas.every((ca) => ca.length % 4 === 0 && /^[^=]+={0,2}$/.test(ca));
  if (cas.length > 0 && isAlone && isBase64) return cas;
  return failCa("text that is not PEM of certificates alone");
}

/**
 * Throws `bad-ca`.
 *
 * @param given what was given, without the text
 */
export function failCa(given: string): never {
  throw new ClientIpError({
    code: "bad-ca",
    given,
    expected: "the certificate of the CA that signs the hop's certificate, as PEM",
    remedy:
      "Give the text from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----: openssl x509 -in ca.pem.",
  });
}
