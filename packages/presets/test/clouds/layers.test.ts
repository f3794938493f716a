import { createResolver, type Hop, type Path } from "@client-ip/core";
import { alibabaAlb, alibabaClb, alibabaNlb, huaweiElb, tencentClb } from "@client-ip/presets";
import { describe, expect, it } from "vitest";
import { errorOf } from "../error-of.ts";
import { proxyHeader } from "../sampled.ts";

const address = "10.0.1.0/24";
const peer = "10.0.1.9";
const client = "203.0.113.7";
const forged = ["X-Forwarded-For", "6.6.6.6", "X-Real-IP", "6.6.6.6"];
const proxied = proxyHeader(client);

const BALANCERS = [
  ["tencentClb", tencentClb],
  ["alibabaClb", alibabaClb],
  ["huaweiElb", huaweiElb],
] as const;

describe.each(BALANCERS)("%s", (name, make) => {
  it("on layer 7 is read in X-Forwarded-For, and takes every option of a hop", () => {
    expect(make({ layer: 7, address, name: "lb", proto: "x-forwarded-proto" })).toEqual({
      name: "lb",
      address,
      tells: "x-forwarded-for",
      proto: "x-forwarded-proto",
      healthChecks: true,
    });
  });

  it("on layer 4 keeps the source address, and no header is read", () => {
    const resolver = createResolver(make({ layer: 4 }));
    expect(resolver.findings).toEqual([]);
    expect(resolver.resolve({ peer: client, rawHeaders: forged })).toMatchObject({
      ip: client,
      via: [name],
      source: "socket",
    });
  });

  it("on layer 4 with PROXY tells the client there, and no header is read", () => {
    const path = make({ layer: 4, proxyProtocol: true, address, required: true });
    const resolver = createResolver(path);
    expect(resolver.resolve({ peer, rawHeaders: forged, proxyProtocol: proxied })).toMatchObject({
      ip: client,
      source: "proxy-protocol",
      proof: "address",
    });
    expect(resolver.resolve({ peer, rawHeaders: forged }).status).toBe("missing");
    expect(resolver.resolve({ peer: client, rawHeaders: forged }).status).toBe("bypassed");
  });

  it("on layer 4 with TOA has the client as its peer, and hides one without the option", () => {
    const path = make({ layer: 4, toa: true, address });
    expect(path).toEqual([
      { name, address, tells: "nothing" },
      { name: `${name} TOA`, tells: "source-address" },
    ]);
    const resolver = createResolver(path);
    expect(resolver.findings).toEqual([]);
    expect(resolver.resolve({ peer: client, rawHeaders: forged }).ip).toBe(client);
    expect(resolver.resolve({ peer, rawHeaders: forged }).status).toBe("hidden");
  });

  it.each<[string, object, string]>([
    ["TOA without the balancer's addresses", { layer: 4, toa: true }, "() without address"],
    [
      "TOA together with PROXY",
      { layer: 4, toa: true, proxyProtocol: true, address },
      "({ proxyProtocol: true })",
    ],
    ["TOA on layer 7", { layer: 7, toa: true, address }, "({ toa })"],
    ["a TOA flag that is text", { layer: 4, toa: "200", address }, '({ toa: "200" })'],
    ["a proof on layer 4", { layer: 4, secret: { value: "a long random text" } }, "({ secret })"],
  ])("refuses %s", (_title, options, given) => {
    expect(errorOf(name, options)).toMatchObject({
      code: "preset-option",
      given: `${name}${given}`,
    });
  });
});

describe("a balancer of layer 7 behind a CDN", () => {
  it.each<[string, Hop | Path]>([
    ["tencentClb", tencentClb({ layer: 7, address })],
    ["alibabaAlb", alibabaAlb({ address })],
    ["alibabaClb", alibabaClb({ layer: 7, address })],
    ["huaweiElb", huaweiElb({ layer: 7, address })],
  ])("names the CDN, which names the client: %s", (name, balancer) => {
    const cdn: Hop = { name: "cdn", address: "198.51.100.0/24", tells: "x-forwarded-for" };
    const rawHeaders = ["X-Forwarded-For", `6.6.6.6, ${client}, 198.51.100.7`];
    expect(createResolver([cdn, balancer]).resolve({ peer, rawHeaders })).toMatchObject({
      ip: client,
      via: ["cdn", name],
    });
  });
});

describe("alibabaNlb", () => {
  it("keeps the source address with `preserveClientIp`", () => {
    const hop = alibabaNlb({ preserveClientIp: true, name: "nlb" });
    expect(hop).toEqual({ name: "nlb", tells: "source-address" });
    expect(createResolver(hop).resolve({ peer: client, rawHeaders: forged }).ip).toBe(client);
  });

  it("sends PROXY with `proxyProtocol`", () => {
    expect(alibabaNlb({ proxyProtocol: true, address })).toEqual({
      name: "alibabaNlb",
      address,
      tells: "proxy-protocol",
    });
  });

  it("asks which of the two, and guesses neither", () => {
    const error = errorOf("alibabaNlb", { address });
    expect(error.given).toBe("alibabaNlb() without proxyProtocol");
    expect(error.expected).toContain("or preserveClientIp: true in its place");
  });

  it.each<[object, string]>([
    [{ preserveClientIp: true, proxyProtocol: true }, "alibabaNlb({ proxyProtocol })"],
    [{ preserveClientIp: true, address }, "alibabaNlb({ address })"],
    [{ preserveClientIp: false }, "alibabaNlb({ preserveClientIp: false })"],
    [{ proxyProtocol: false, address }, "alibabaNlb({ proxyProtocol: false })"],
    [{ proxyProtocol: true }, "alibabaNlb() without address"],
  ])("refuses %o", (options, given) => {
    expect(errorOf("alibabaNlb", options).given).toBe(given);
  });
});

describe("huaweiElb", () => {
  it("can be read in X-Real-IP, which the listener rewrites", () => {
    const resolver = createResolver(
      huaweiElb({ layer: 7, address: "100.125.0.0/16", header: "x-real-ip" }),
    );
    const rawHeaders = ["X-Forwarded-For", `6.6.6.6, 7.7.7.7`, "X-Real-IP", client];
    expect(resolver.resolve({ peer: "100.125.3.4", rawHeaders }).ip).toBe(client);
  });

  it("asks for its addresses, and says which they are", () => {
    const error = errorOf("huaweiElb", { layer: 7 });
    expect(error.expected).toBe(
      "address: the addresses of the balancer: 100.125.0.0/16 if it is shared, its subnet in the console if dedicated",
    );
  });
});
