import { createResolver } from "@client-ip/core";
import { cloudflare, cloudflareTunnel } from "@client-ip/presets";
import { describe, expect, it } from "vitest";
import { errorOf } from "../error-of.ts";
import { proxyHeader } from "../sampled.ts";

const client = "203.0.113.7";
const edge = "172.68.10.1";
const secret = { value: "correct horse battery staple" };
const told = ["X-Forwarded-For", `6.6.6.6,${client}`, "CF-Connecting-IP", client];
const proxied = proxyHeader(client);

describe("cloudflareTunnel", () => {
  it("is the same as cloudflare({ tunnel }), but for its name", () => {
    expect(cloudflare({ tunnel: "172.18.0.3" })).toEqual(
      cloudflareTunnel({ address: "172.18.0.3", name: "cloudflare" }),
    );
    const more = { header: "x-forwarded-for", required: true, name: "edge", secret } as const;
    expect(cloudflare({ tunnel: "172.18.0.3", ...more })).toEqual(
      cloudflareTunnel({ address: "172.18.0.3", ...more }),
    );
  });

  it.each(["127.0.0.1", "::1", "unix"])("is on this host by default: %s", (peer) => {
    const resolver = createResolver(cloudflareTunnel());
    expect(resolver.findings).toEqual([]);
    expect(resolver.resolve({ peer, rawHeaders: told })).toMatchObject({
      ip: client,
      via: ["cloudflareTunnel"],
      proof: "address",
    });
  });

  it("never has an address of Cloudflare as its peer", () => {
    const resolver = createResolver(cloudflareTunnel());
    expect(resolver.resolve({ peer: edge, rawHeaders: told }).via).toEqual([]);
  });

  it("can need a secret, which other local processes do not know", () => {
    const resolver = createResolver(cloudflareTunnel({ secret }));
    expect(resolver.resolve({ peer: "127.0.0.1", rawHeaders: told }).status).toBe("unproven");
    const rawHeaders = [...told, "X-Origin-Secret", secret.value];
    expect(resolver.resolve({ peer: "127.0.0.1", rawHeaders })).toMatchObject({
      ip: client,
      proof: "secret",
    });
  });

  it("warns of a client that stands for the Workers of all other zones", () => {
    const rawHeaders = ["CF-Connecting-IP", "2a06:98c0:3600::103"];
    const { warnings } = createResolver(cloudflareTunnel()).resolve({
      peer: "127.0.0.1",
      rawHeaders,
    });
    expect(warnings).toContain("probable-proxy");
  });
});

describe("Cloudflare Spectrum", () => {
  const resolver = createResolver(cloudflare({ spectrum: true, anyCustomer: true }));

  it("tells the client in the PROXY header, never in a header of the request", () => {
    const { ip, source, proof } = resolver.resolve({
      peer: edge,
      rawHeaders: ["CF-Connecting-IP", "6.6.6.6", "X-Forwarded-For", "6.6.6.6"],
      proxyProtocol: proxied,
    });
    expect({ ip, source, proof }).toEqual({ ip: client, source: "proxy-protocol", proof: "count" });
  });

  it("has no client without a PROXY header", () => {
    expect(resolver.resolve({ peer: edge, rawHeaders: told }).status).toBe("missing");
  });

  it("has the finding that any customer is believed", () => {
    expect(resolver.findings.map(({ code }) => code)).toEqual(["shared-without-proof"]);
  });

  it("is refused unless the path says that any customer is believed", () => {
    const error = errorOf("cloudflare", { spectrum: true });
    expect(error.given).toBe("cloudflare({ spectrum }) without anyCustomer");
    expect(error.remedy).toContain("spectrum: true, anyCustomer: true })");
  });
});

describe("options of Cloudflare that exclude each other are an error", () => {
  it.each([
    ["tunnel", { tunnel: "loopback", spectrum: true }, "spectrum"],
    ["tunnel", { tunnel: "loopback", identity: "https://pull.example" }, "identity"],
    ["tunnel", { tunnel: "loopback", ca: "a CA" }, "ca"],
    ["spectrum", { spectrum: true, anyCustomer: true, secret }, "secret"],
    [
      "spectrum",
      { spectrum: true, anyCustomer: true, identity: "https://pull.example" },
      "identity",
    ],
    ["spectrum", { spectrum: true, anyCustomer: true, header: "x-forwarded-for" }, "header"],
  ])("%s with %o", (way, options, excluded) => {
    const error = errorOf("cloudflare", options);
    expect(error.given).toBe(`cloudflare({ ${way}, ${excluded} })`);
    expect(error.remedy).toMatch(new RegExp(`^Leave ${excluded} out: `));
  });
});
