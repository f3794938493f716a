import { createResolver, type Hop } from "@client-ip/core";
import { akamai, bunny, edgeOne, fastly, imperva } from "@client-ip/presets";
import { describe, expect, it } from "vitest";
import { errorOf } from "../error-of.ts";

const address = "198.51.100.0/24";
const peer = "198.51.100.7";
const client = "203.0.113.7";
const secret = { value: "correct horse battery staple" };
const proof = ["X-Origin-Secret", secret.value];
const header = "x-edge-client-ip";

type Proof = { readonly secret: typeof secret } | { readonly anyCustomer: true };

/** Each CDN, with the header that it tells the client in. */
const CDNS: readonly (readonly [string, (given: Proof) => Hop, string])[] = [
  ["fastly", (given) => fastly({ address, header, ...given }), header],
  ["akamai", (given) => akamai({ address, header, ...given }), header],
  ["imperva", (given) => imperva({ address, ...given }), "incap-client-ip"],
  ["bunny", (given) => bunny({ address, ...given }), "x-real-ip"],
  ["edgeOne", (given) => edgeOne({ address, ...given }), "x-forwarded-for"],
];

describe.each(CDNS)("%s", (name, make, told) => {
  it("is not believed by its addresses alone, which other customers share", () => {
    const { secret: _, ...alone } = make({ secret });
    expect(() => createResolver(alone)).toThrow(
      expect.objectContaining({ code: "shared-hop-unproven" }),
    );
  });

  it("is known by its secret", () => {
    const resolver = createResolver(make({ secret }));
    expect(resolver.findings).toEqual([]);
    const resolution = resolver.resolve({ peer, rawHeaders: [...proof, told, client] });
    expect(resolution).toMatchObject({ ip: client, via: [name], proof: "secret" });
  });

  it("is unproven when another customer points a site at the origin", () => {
    const { ip, status } = createResolver(make({ secret })).resolve({
      peer,
      rawHeaders: [told, "6.6.6.6"],
    });
    expect({ ip, status }).toEqual({ ip: undefined, status: "unproven" });
  });

  it("has no client where its header is absent, whatever other headers say", () => {
    const others = ["Fastly-Client-IP", "6.6.6.6", "True-Client-IP", "6.6.6.6"];
    const { status } = createResolver(make({ secret })).resolve({
      peer,
      rawHeaders: [...proof, ...others],
    });
    expect(status).toBe("missing");
  });

  it("can be believed without a proof, which is a finding", () => {
    const resolver = createResolver(make({ anyCustomer: true }));
    expect(resolver.findings.map(({ code }) => code)).toEqual(["shared-without-proof"]);
    expect(resolver.resolve({ peer, rawHeaders: [told, client] }).proof).toBe("count");
  });
});

describe("the addresses of a CDN", () => {
  it("are asked for where they are not published", () => {
    const error = errorOf("akamai", { header, secret });
    expect(error.given).toBe("akamai() without address");
    expect(error.expected).toMatch(/^address: the addresses of .+: .*lists? them$/);
  });
});

describe("a header that clients can forge is refused, and the error says why", () => {
  it.each([
    ["fastly", "fastly-client-ip"],
    ["fastly", "Fastly-Client-IP"],
    ["fastly", "x-forwarded-for"],
    ["fastly", "true-client-ip"],
    ["akamai", "x-forwarded-for"],
    ["akamai", "fastly-client-ip"],
    ["akamai", "forwarded"],
    ["akamai", "x-azure-clientip"],
    ["edgeOne", "True-Client-IP"],
    ["edgeOne", "x-original-forwarded-for"],
  ])("%s: %s", (name, forgeable) => {
    const error = errorOf(name, { address, secret, header: forgeable });
    expect(error.code).toBe("preset-option");
    expect(error.expected).toMatch(
      /^header: the name of the header that your .* clients can forge/,
    );
  });

  it("but Akamai's own, which a property can overwrite, is allowed with a finding", () => {
    const resolver = createResolver(akamai({ address, secret, header: "true-client-ip" }));
    expect(resolver.findings.map(({ code }) => code)).toEqual(["forgeable-header"]);
  });
});

describe("bunny.net", () => {
  it("overwrites X-Forwarded-For, so a list there was not written by it alone", () => {
    const resolver = createResolver(bunny({ address, secret, header: "x-forwarded-for" }));
    const ask = (list: string) =>
      resolver.resolve({ peer, rawHeaders: [...proof, "X-Forwarded-For", list] });
    expect(ask(client).ip).toBe(client);
    expect(ask(`6.6.6.6, ${client}`).status).toBe("malformed");
  });
});

describe("EdgeOne", () => {
  it("can be read in a header of its own, which holds one address", () => {
    const resolver = createResolver(edgeOne({ address, secret, header: "EO-Client-IP" }));
    expect(resolver.resolve({ peer, rawHeaders: [...proof, "EO-Client-IP", client] }).ip).toBe(
      client,
    );
  });

  it("with Proxy Protocol reads no header of the request", () => {
    const resolver = createResolver(edgeOne({ address, proxyProtocol: true, anyCustomer: true }));
    const rawHeaders = ["EO-Connecting-IP", "6.6.6.6", "X-Forwarded-For", "6.6.6.6"];
    expect(resolver.resolve({ peer, rawHeaders }).status).toBe("missing");
  });

  it.each([
    [{ address, proxyProtocol: true }, "edgeOne({ proxyProtocol }) without anyCustomer"],
    [{ address, proxyProtocol: true, secret }, "edgeOne({ proxyProtocol, secret })"],
    [{ address, proxyProtocol: true, header }, "edgeOne({ proxyProtocol, header })"],
  ])("refuses what a PROXY header excludes: %o", (options, given) => {
    expect(errorOf("edgeOne", options).given).toBe(given);
  });
});
