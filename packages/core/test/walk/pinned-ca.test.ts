import { describe, expect, it } from "vitest";
import { ask } from "../support/ask.ts";
import { createResolver, type Hop, oneOf } from "../../src/index.ts";

const GATEWAY = "spiffe://a/gw";
const OTHER = "spiffe://a/other";
const pem = (base64: string): string =>
  `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----`;
const pinned: Hop = { name: "gw", identity: GATEWAY, ca: pem("MESH"), tells: "x-forwarded-for" };
const list = { "X-Forwarded-For": "203.0.113.7" };
const signed = (identity: readonly string[], ...cas: string[]) => ({
  peerIdentity: identity,
  peerCertificate: { identity, cas },
});
const proven = { ip: "203.0.113.7", status: "resolved", identity: GATEWAY, proof: "identity" };

describe("pinned-ca: a hop with a pinned CA", () => {
  it("is recognized by a certificate that this CA has signed", () => {
    expect(ask(pinned, "10.9.9.9", list, signed([GATEWAY], "MESH"))).toMatchObject(proven);
  });

  it("is recognized by the certificate whose CA is known", () => {
    const peerCertificate = { identity: [GATEWAY], cas: ["MESH"] };
    expect(ask(pinned, "10.9.9.9", list, { peerCertificate })).toMatchObject(proven);
    const evidence = {
      peerIdentity: [GATEWAY],
      peerCertificate: { identity: [OTHER], cas: ["MESH"] },
    };
    expect(ask(pinned, "10.9.9.9", list, evidence)).toMatchObject({ ip: "10.9.9.9", via: [] });
  });

  it("is recognized by any of several", () => {
    const two = { ...pinned, ca: [pem("MESH"), pem("NEXT")] };
    expect(ask(two, "10.9.9.9", list, signed([GATEWAY], "NEXT"))).toMatchObject(proven);
  });

  it("is unproven by a certificate in its name whose CA was not looked at", () => {
    const evidence = { peerIdentity: [GATEWAY] };
    expect(ask(pinned, "10.9.9.9", list, evidence)).toMatchObject({ ip: undefined, via: [] });
    expect(ask(pinned, "10.9.9.9", list, evidence).status).toBe("unproven");
  });

  it("is not the peer without a certificate", () => {
    expect(ask(pinned, "10.9.9.9", list)).toMatchObject({ ip: "10.9.9.9", via: [] });
  });

  it.each<[string, readonly string[]]>([
    ["no pinned CA", []],
    ["the CA of another hop", ["TEN0"]],
  ])("is unproven by a certificate in its name that %s has signed", (_what, cas) => {
    const { ip, status, identity } = ask(pinned, "10.9.9.9", list, signed([GATEWAY], ...cas));
    expect({ ip, status, identity }).toEqual({ status: "unproven" });
  });

  it("is not the peer whose certificate has another name", () => {
    const evidence = signed([OTHER], "MESH");
    expect(ask(pinned, "10.9.9.9", list, evidence)).toMatchObject({ ip: "10.9.9.9", via: [] });
  });

  it("is ambiguous for a certificate with two names", () => {
    const evidence = signed([GATEWAY, OTHER], "MESH");
    expect(ask(pinned, "10.9.9.9", list, evidence).status).toBe("ambiguous");
  });

  it("is compared by its address first", () => {
    const hop = { ...pinned, address: "10.0.0.1" };
    const evidence = signed([GATEWAY]);
    expect(ask(hop, "10.9.9.9", list, evidence)).toMatchObject({ ip: "10.9.9.9", via: [] });
  });

  it("is unproven before it is bypassed", () => {
    const hop = { ...pinned, required: true };
    expect(ask(hop, "10.9.9.9", list, signed([GATEWAY])).status).toBe("unproven");
  });
});

describe("pinned-ca: entry points", () => {
  const tenant: Hop = { ...pinned, name: "tenant", identity: OTHER, ca: pem("TEN0") };
  const path = [oneOf(pinned, tenant)];

  it("each believe their own CA alone", () => {
    expect(ask(path, "10.9.9.9", list, signed([OTHER], "TEN0")).via).toEqual(["tenant"]);
    expect(ask(path, "10.9.9.9", list, signed([GATEWAY], "TEN0")).status).toBe("unproven");
    expect(ask(path, "10.9.9.9", list, signed([OTHER], "MESH")).status).toBe("unproven");
  });

  it("without a pin read the other evidence", () => {
    const { ca: _ca, ...unpinned } = tenant;
    const mixed = [oneOf(pinned, unpinned)];
    const certificate = { peerCertificate: { identity: [OTHER], cas: ["MESH"] } };
    expect(ask(mixed, "10.9.9.9", list, certificate)).toMatchObject({ ip: "10.9.9.9", via: [] });
    expect(ask(mixed, "10.9.9.9", list, signed([OTHER])).via).toEqual(["tenant"]);
  });
});

describe("explain-same-walk: of a certificate by another CA", () => {
  it("says that the CA is another, and names neither", () => {
    const evidence = { peer: "10.9.9.9", rawHeaders: [], ...signed([GATEWAY], "TEN0") };
    const text = String(createResolver(pinned).explain(evidence));
    expect(text).toContain("its certificate was not signed by the pinned CA itself");
    expect(text).not.toContain("TEN0");
  });
});
