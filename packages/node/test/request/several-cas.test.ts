import { X509Certificate } from "node:crypto";
import type { Evidence, Resolution } from "@client-ip/core";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { createResolver } from "../../src/index.ts";
import { party } from "../tls-files.ts";

const emitted = vi.spyOn(process, "emitWarning");

// Warnings are remembered for the life of a process: each test gets modules of its own.
beforeEach(() => {
  vi.resetModules();
  emitted.mockReset().mockImplementation(() => {});
});

const RESUMED =
  "A resumed TLS session names no client: its server has several contexts (SNI), shares its " +
  "sessions or is not known, and which of their CAs signed the certificate is unknown. Pin the CA of the hop (ca), " +
  "or turn resumption off: secureOptions: constants.SSL_OP_NO_TICKET.";
const SEVERAL =
  "A hop was recognized by its certificate, and this server takes the certificates of several CAs: " +
  "each of them can name any identity. Pin the CA of the hop (ca), or give the server one CA, that " +
  "of your mesh.";

const x509 = new X509Certificate(party("gateway").cert);
const identity = "spiffe://test/gateway";
const unknown = createResolver("direct").resolve({ peer: "203.0.113.7", rawHeaders: [] });
const known: Resolution = { ...unknown, identity };
const pinned = (...cas: string[]) => ({ peerCertificate: { identity: [identity], cas } });

describe("a server with several CAs", () => {
  it.each<[string, string[], boolean, Resolution, Partial<Evidence>]>([
    ["a resumed session without a pinned CA", [RESUMED], true, unknown, {}],
    ["a resumed session of a known hop without a pinned CA", [RESUMED], true, known, {}],
    ["a resumed session that no pinned CA proves", [], true, unknown, pinned()],
    ["an identity without a pinned CA", [SEVERAL], false, known, {}],
    ["an identity that no pinned CA has signed", [SEVERAL], false, known, pinned()],
    [
      "an identity of a resumed session that no pinned CA has signed",
      [SEVERAL],
      true,
      known,
      pinned(),
    ],
    ["an identity that a pinned CA has signed", [], false, known, pinned("MII")],
    ["no identity", [], false, unknown, {}],
  ])("with %s is warned of once: %j", async (_what, texts, uncertain, resolution, evidence) => {
    const { warnOfSeveralCas } = await import("../../src/request/certificate.ts");
    const certificate = { x509, names: [identity], uncertain, severalCas: true };
    for (let i = 0; i < 2; i++) {
      warnOfSeveralCas(certificate, resolution, { peer: undefined, rawHeaders: [], ...evidence });
    }
    expect(emitted.mock.calls.map(([text]) => text)).toEqual(texts);
  });
});
