import {
  ClientIpError,
  type Config,
  createResolver,
  type ProxyHeader,
  type Resolution,
} from "@client-ip/core";
import {
  appEngine,
  cloudflare,
  cloudRun,
  googleAlb,
  googleProxyNlb,
  nginx,
  presets,
  snat,
} from "@client-ip/presets";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errorOf } from "../error-of.ts";
import { proxyHeader } from "../sampled.ts";

const client = "203.0.113.7";
const frontEnd = "35.191.10.9";
const balancer = "198.51.100.10";
const container = "169.254.1.1";
const secret = { header: "x-origin-secret", value: "correct horse battery staple" };
const xff = (value: string): string[] => ["X-Forwarded-For", value];
const before = (text: string): string => (text === "" ? "" : `${text},`);

const proxied = proxyHeader(client);

function ask(config: Config, peer: string, rawHeaders: string[], proxyProtocol?: ProxyHeader) {
  return createResolver(config).resolve({ peer, rawHeaders, proxyProtocol });
}

/** The error of a path. */
function refusalOf(config: Config): ClientIpError {
  try {
    createResolver(config, { presets });
  } catch (error) {
    if (error instanceof ClientIpError) return error;
    throw error;
  }
  throw new Error("not refused");
}

describe("behind Google Cloud the client is found, with forged headers or without", () => {
  it.each<[title: string, resolution: Resolution, via: readonly string[]]>([
    [
      "a balancer, whose own address is the last element",
      ask(googleAlb(), frontEnd, xff(`6.6.6.6,${client},${balancer}`)),
      ["googleAlb"],
    ],
    [
      "a balancer, with text of the client that has spaces",
      ask(googleAlb(), "130.211.1.2", xff(`any old text, ${client},${balancer}`)),
      ["googleAlb"],
    ],
    [
      "a regional balancer with its proxy-only subnet",
      ask(googleAlb({ address: "10.129.0.0/23" }), "10.129.0.9", xff(`${client},10.128.0.5`)),
      ["googleAlb"],
    ],
    [
      "a balancer and nginx",
      ask([googleAlb(), nginx()], "127.0.0.1", xff(`6.6.6.6,${client},${balancer}, ${frontEnd}`)),
      ["googleAlb", "nginx"],
    ],
    [
      "Cloudflare and a balancer",
      ask([cloudflare({ secret }), googleAlb()], frontEnd, [
        secret.header,
        secret.value,
        "CF-Connecting-IP",
        client,
        ...xff(`${client},172.68.10.1,${balancer}`),
      ]),
      ["cloudflare", "googleAlb"],
    ],
    [
      "a balancer with a secret, and kube-proxy",
      ask([googleAlb({ secret }), snat({ address: "10.0.0.0/24" })], "10.0.0.5", [
        secret.header,
        secret.value,
        ...xff(`6.6.6.6,${client},${balancer}`),
      ]),
      ["googleAlb", "snat"],
    ],
    ["a proxy balancer", ask(googleProxyNlb(), frontEnd, [], proxied), ["googleProxyNlb"]],
    [
      "Private Service Connect",
      ask(googleProxyNlb({ address: "10.4.0.0/24" }), "10.4.0.9", [], { ...proxied, version: 2 }),
      ["googleProxyNlb"],
    ],
    [
      "Cloud Run, in Forwarded",
      ask(cloudRun({ header: "forwarded" }), container, [
        "Forwarded",
        `for=6.6.6.6,for="${client}";proto=https`,
      ]),
      ["cloudRun"],
    ],
    [
      "Cloudflare and Cloud Run, which overwrites the list",
      ask([cloudflare({ secret }), cloudRun()], container, [
        secret.header,
        secret.value,
        "CF-Connecting-IP",
        client,
        ...xff("172.68.10.1"),
      ]),
      ["cloudflare", "cloudRun"],
    ],
    [
      "App Engine",
      ask(appEngine({ address: "linklocal" }), container, ["X-AppEngine-User-IP", client]),
      ["appEngine"],
    ],
  ])("%s", (_title, { ip, via }, names) => {
    expect(ip).toBe(client);
    expect(via).toEqual(names);
  });

  it("over IPv6, which Cloud Run writes without brackets in Forwarded", () => {
    const path = cloudRun({ header: "forwarded" });
    expect(ask(path, container, ["Forwarded", 'for="2001:db8::7";proto=https']).ip).toBe(
      "2001:db8::7",
    );
  });
});

describe("Cloud Run with a balancer answers the client, whatever the client writes", () => {
  const resolver = createResolver(cloudRun({ balancer: [balancer, "2001:db8:a::"] }));
  const sent = fc.oneof(
    fc.constantFrom("", "6.6.6.6", balancer, `6.6.6.6,${balancer}`, `6.6.6.6, ${client}`),
    fc.string({ maxLength: 12 }).map((text) => text.replaceAll(/[\r\n\0]/g, "")),
  );

  it.each<[title: string, written: (text: string) => string, via: readonly string[]]>([
    [
      "through the balancer",
      (text) => `${before(text)}${client},${balancer}`,
      ["googleAlb", "cloudRun"],
    ],
    [
      "through the balancer, over IPv6",
      (text) => `${before(text)}${client},2001:db8:a::`,
      ["googleAlb", "cloudRun"],
    ],
    [
      "through the balancer, as in 2022",
      (text) => `${before(text)}${client},${balancer},${client}`,
      ["cloudRun"],
    ],
    ["to its own URL", (text) => `${before(text)}${client}`, ["cloudRun"]],
    ["to its own URL, where the header is overwritten", () => client, ["cloudRun"]],
  ])("%s", (_title, written, via) => {
    fc.assert(
      fc.property(sent, (text) => {
        const rawHeaders = xff(written(text));
        expect(resolver.resolve({ peer: container, rawHeaders })).toMatchObject({
          ip: client,
          via,
        });
      }),
      { numRuns: 50 },
    );
  });
});

describe("behind Google Cloud a request is unresolved", () => {
  it.each<[title: string, resolution: Resolution, status: Resolution["status"]]>([
    ["a health check of a balancer", ask(googleAlb(), frontEnd, []), "missing"],
    ["a balancer's one element", ask(googleAlb(), frontEnd, xff(client)), "missing"],
    ["a proxy balancer without PROXY", ask(googleProxyNlb(), frontEnd, xff(client)), "missing"],
    ["Cloud Run from another address", ask(cloudRun(), "10.0.0.5", xff(client)), "bypassed"],
    [
      "App Engine with a header twice, as one that a client wrote besides",
      ask(appEngine({ address: "linklocal" }), container, [
        "X-AppEngine-User-IP",
        "6.6.6.6",
        "X-AppEngine-User-IP",
        client,
      ]),
      "malformed",
    ],
    [
      "App Engine with a header in another spelling",
      ask(appEngine({ address: "linklocal" }), container, ["X_AppEngine_User_IP", "6.6.6.6"]),
      "missing",
    ],
  ])("%s", (_title, { ip, status }, expected) => {
    expect(ip).toBeUndefined();
    expect(status).toBe(expected);
  });
});

describe("options of Google Cloud that cannot be right are an error", () => {
  it.each<[preset: string, options: object | undefined, given: string, remedy: RegExp]>([
    [
      "googleAlb",
      { address: balancer },
      "googleAlb({ address }) with a single address",
      /cloud-run balancer=/,
    ],
    [
      "googleAlb",
      { address: ["10.129.0.0/23", "2001:db8:a::"] },
      "googleAlb({ address }) with a single address",
      /proxy-only subnet/,
    ],
    [
      "googleAlb",
      { address: `${balancer}/32` },
      "googleAlb({ address }) with a single address",
      /^Leave address out/,
    ],
    [
      "cloudRun",
      { balancer, header: "forwarded" },
      'cloudRun({ balancer, header: "forwarded" })',
      /^Leave header out/,
    ],
    [
      "cloudRun",
      { balancer: true },
      "cloudRun({ balancer: true })",
      /'cloud-run balancer=198\.51\.100\.10'/,
    ],
    [
      "cloudRun",
      { address: balancer },
      "cloudRun({ address }) with a public address",
      /'cloud-run balancer=198\.51\.100\.10'/,
    ],
    [
      "cloudRun",
      { address: ["169.254.0.0/16", "2001:db8:a::/48"] },
      "cloudRun({ address }) with a public address",
      /^Leave address out/,
    ],
    ["appEngine", undefined, "appEngine() without address", /app-engine 169\.254\.0\.0\/16/],
  ])("%s(%o)", (preset, options, given, remedy) => {
    const error = options === undefined ? errorOf(preset) : errorOf(preset, options);
    expect(error.code).toBe("preset-option");
    expect(error.given).toBe(given);
    expect(error.remedy).toMatch(remedy);
  });

  it("leaves the name of a host to the resolver, which refuses it as no address", () => {
    const hop = googleAlb({ address: "balancer.example.de" });
    expect(() => createResolver(hop)).toThrow("[bad-address]");
  });

  it("says how to find the address of App Engine's front end", () => {
    expect(errorOf("appEngine").expected).toContain("log clientIpInfo.peer");
  });
});

describe("cloud-run-balancer: Google's balancer in front of Cloud Run", () => {
  it.each<[title: string, config: Config]>([
    ["as calls", [googleAlb(), cloudRun()]],
    ["with its subnet", [googleAlb({ address: "10.129.0.0/23" }), cloudRun()]],
    ["behind a CDN", [cloudflare({ secret }), googleAlb(), cloudRun()]],
    ["as text", "google-alb > cloud-run > app"],
    ["as data", [{ preset: "google-alb" }, { preset: "cloud-run" }]],
  ])("is refused %s, with what to write", (_title, config) => {
    const error = refusalOf(config);
    expect(error.code).toBe("cloud-run-balancer");
    expect(error.remedy).toContain("cloud-run balancer=198.51.100.10");
  });

  it("keeps the rest of a text", () => {
    const text = "bunny live any-customer > google-alb > cloud-run required > app";
    expect(refusalOf(text).remedy).toContain(
      "'bunny live any-customer > cloud-run required balancer=198.51.100.10 > app'",
    );
  });

  it.each<[title: string, config: Config]>([
    ["an address of the platform", cloudRun({ address: ["169.254.0.0/16", "fd00::/8"] })],
    ["a name of ranges", cloudRun({ address: ["linklocal", "private"] })],
    ["another hop between the two", [googleAlb(), nginx(), cloudRun({ name: "x" })]],
  ])("is another thing than %s", (_title, config) => {
    expect(() => createResolver(config)).not.toThrow();
  });
});

describe("paths of Google Cloud have no finding", () => {
  it.each<[title: string, config: Config]>([
    ["a balancer", googleAlb()],
    ["a proxy balancer", googleProxyNlb()],
    ["Cloud Run", cloudRun()],
    ["Cloud Run with a balancer", cloudRun({ balancer })],
    ["App Engine", appEngine({ address: "169.254.0.0/16" })],
  ])("%s", (_title, config) => {
    expect(createResolver(config).findings).toEqual([]);
  });
});
