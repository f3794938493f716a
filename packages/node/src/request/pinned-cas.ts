import { type KeyObject, X509Certificate } from "node:crypto";
import type { PinnedCertificate } from "@client-ip/core";
import { failCa } from "@client-ip/core/internal";
import type { ClientCertificate } from "./certificate.ts";

/** One CA that a path pins. */
interface PinnedCa {
  /** As `Resolver.cas` has it. */
  readonly base64: string;
  readonly x509: X509Certificate;
  /** Node makes a new one at each reading. */
  readonly publicKey: KeyObject;
}

/** The CAs of one resolver, and the certificates that were checked against them. */
interface Pins {
  readonly cas: readonly PinnedCa[];
  readonly checked: WeakMap<ClientCertificate, PinnedCertificate>;
}

/** By `Resolver.cas`, which is one array for the life of a resolver. */
const pinsOf = new WeakMap<readonly string[], Pins>();

/**
 * Checks that what a path pins are certificates of CAs.
 *
 * @param cas of a resolver.
 * @throws ClientIpError `bad-ca`.
 */
export function checkCas(cas: readonly string[]): void {
  if (pinsFor(cas).cas.length < cas.length)
    failCa("a certificate that is no CA, or cannot be read");
}

/**
 * A client certificate with the pinned CAs that signed it. The signature is verified here, once for
 * each connection and resolver: Node does not show the chain of a resumed session, or the issuer
 * under a context that was added with `addContext`.
 *
 * @param cas of a resolver. One that is not the certificate of a CA counts as no signer.
 */
export function pinnedCertificate(
  certificate: ClientCertificate,
  cas: readonly string[],
): PinnedCertificate {
  const pins = pinsFor(cas);
  const known = pins.checked.get(certificate);
  if (known !== undefined) return known;
  const { x509, names: identity } = certificate;
  const signers = pins.cas.filter((ca) => x509.checkIssued(ca.x509) && x509.verify(ca.publicKey));
  const pinned = { identity, cas: signers.map(({ base64 }) => base64) };
  pins.checked.set(certificate, pinned);
  return pinned;
}

function pinsFor(cas: readonly string[]): Pins {
  let pins = pinsOf.get(cas);
  if (pins === undefined) {
    pins = { cas: cas.flatMap((base64) => parseCa(base64)), checked: new WeakMap() };
    pinsOf.set(cas, pins);
  }
  return pins;
}

function parseCa(base64: string): readonly PinnedCa[] {
  try {
    const x509 = new X509Certificate(Buffer.from(base64, "base64"));
    return x509.ca ? [{ base64, x509, publicKey: x509.publicKey }] : [];
  } catch {
    return [];
  }
}
