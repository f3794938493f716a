import { describe, expect, it } from "vitest";
import { createResolver, type SealOptions } from "../../src/index.ts";
import { parseSeal } from "../../src/seal/options.ts";
import { resolver, seen } from "./serving.ts";

const SECRET = { header: "X-Origin-Secret", value: "0123456789abcdef" };
const path = [
  { name: "cdn", address: "198.51.100.0/24", secret: SECRET, tells: { value: "X-My-Cdn-Client" } },
] as const;
const REJECT = { onUnresolved: "reject", keep: [] } as const;

function refusal(options: unknown, given = createResolver(path)): unknown {
  try {
    parseSeal(given, options as SealOptions);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("the options of a seal", () => {
  it.each([
    ["left out", undefined],
    ["a word", "reject"],
    ["without onUnresolved", {}],
    ["with an unknown onUnresolved", { onUnresolved: "deny" }],
    ["with an unknown option", { ...REJECT, headers: [] }],
    ["with a keep that is no list", { ...REJECT, keep: "x-forwarded-proto" }],
    ["with a keep that holds no text", { ...REJECT, keep: [5] }],
    ["with a health that is no list", { ...REJECT, health: "/healthz" }],
    ["with a health that is no URL", { ...REJECT, health: ["healthz"] }],
    ["with a health that is a whole URL", { ...REJECT, health: ["http://a.test/healthz"] }],
    ["with a health that has a space", { ...REJECT, health: ["/a b"] }],
    ["with a health that holds no text", { ...REJECT, health: [["/healthz"]] }],
    ["with an unknown that is no flag", { ...REJECT, unknown: "yes" }],
    ["with a function for diagnostics", { ...REJECT, diagnostics: () => {} }],
    ["with an object for diagnostics", { ...REJECT, diagnostics: { answerTo: () => {} } }],
  ])("are refused %s", (_what, options) => {
    expect(refusal(options)).toMatchObject({ name: "ClientIpError", code: "seal-options" });
  });

  it.each([
    [{ ...REJECT, headers: [] }, 'the option "headers"'],
    [{ onUnresolved: "deny" }, 'onUnresolved: "deny"'],
  ])("are named: %j", (options, given) => {
    expect(refusal(options)).toMatchObject({ given });
  });

  it.each([
    ["x-forwarded-for", "which the seal writes"],
    ["X_Forwarded_For", "which the seal writes"],
    ["x-origin-secret", "which holds a secret of the path"],
    ["x-frowarded-proto", "which is not removed"],
  ])("are refused with keep: %s, %s", (name, why) => {
    const given = `keep: "${name}", ${why}`;
    expect(refusal({ ...REJECT, keep: [name] })).toMatchObject({ code: "seal-options", given });
  });

  it("never show a secret", () => {
    expect(String(refusal({ ...REJECT, keep: [SECRET.value] }))).not.toContain(SECRET.value);
  });
});

describe("sealed-header-name: the header of the answer", () => {
  it.each([
    ["Forwarded", "seal-options"],
    ["X-Real-IP", "seal-options"],
    ["x-forwarded-for", "seal-options"],
    ["X_Client", "seal-options"],
    ["X-Origin-Secret", "seal-options"],
    ["Transfer-Encoding", "seal-options"],
    ["Connection", "seal-options"],
    ["Cookie", "seal-options"],
    ["Proxy-Anything", "seal-options"],
    ["Accept", "seal-options"],
    ["Sec-WebSocket-Key", "seal-options"],
    ["Authorization", "singleton-header"],
    ["Host", "singleton-header"],
    ["Range", "singleton-header"],
    ["x client", "bad-header-name"],
    ["", "bad-header-name"],
    [":path", "bad-header-name"],
  ])("is not %j: %s", (header, code) => {
    expect(refusal({ ...REJECT, header })).toMatchObject({ code });
  });

  it.each(["X-Cookie", "Tea", "X-Accept"])("may be %s", (header) => {
    expect(refusal({ ...REJECT, header })).toBeUndefined();
  });

  it("may be one of your own, which a client cannot send", async () => {
    const lines = [
      "X-Forwarded-For: 203.0.113.7",
      "x-our-client: 6.6.6.6",
      "X_OUR_CLIENT: 6.6.6.6",
    ];
    const { headers, raw } = await seen(lines, { ...REJECT, header: "X-Our-Client" });
    expect(headers).toEqual({
      host: "app.test",
      connection: "close",
      "x-our-client": "203.0.113.7",
    });
    expect(raw.slice(-2)).toEqual(["X-Our-Client", "203.0.113.7"]);
  });
});

describe("sealed-headers: what the path reads", () => {
  it("is removed too: a header of your own, and a secret that may or may not match", () => {
    const { removed } = parseSeal(createResolver(path), REJECT);
    expect(removed.has("X-My-Cdn-Client")).toBe(true);
    expect(removed.has("X-Origin-Secret")).toBe(true);
  });

  it("stays if keep names it, but for the secret", async () => {
    const lines = ["X-Forwarded-For: 203.0.113.7", "X-Forwarded-Proto: https", "CF-Visitor: a"];
    const { headers } = await seen(lines, { ...REJECT, keep: ["X-Forwarded-Proto"] });
    expect(headers["x-forwarded-proto"]).toBe("https");
    expect(headers["cf-visitor"]).toBeUndefined();
  });
});

describe("seal-without-health: a path with health checks", () => {
  const alb = createResolver({
    address: "10.0.1.0/24",
    tells: "x-forwarded-for",
    healthChecks: true,
  });

  it("asks a seal that rejects for them", () => {
    expect(refusal(REJECT, alb)).toMatchObject({ code: "seal-without-health" });
  });

  it.each([
    ["an empty list", { ...REJECT, health: [] }],
    ["a list", { ...REJECT, health: ["/healthz"] }],
    ["the shortest URL", { ...REJECT, health: ["/"] }],
    ["a function that decides", { onUnresolved: () => "reject", keep: [] }],
    ["a seal that lets them through", { onUnresolved: "peer", keep: [] }],
  ])("is content with %s", (_what, options) => {
    expect(refusal(options, alb)).toBeUndefined();
  });

  it("is not asked for in a path without them", () => {
    expect(refusal(REJECT, resolver)).toBeUndefined();
  });
});

describe("seal-without-scheme: a path that does not say which scheme its clients use", () => {
  const silent = createResolver("10.0.0.0/8");

  it("asks a seal for it", () => {
    expect(refusal({ onUnresolved: "peer" }, silent)).toMatchObject({
      code: "seal-without-scheme",
    });
  });

  it.each([
    ["proto on a hop", { proto: "x-forwarded-proto" }, {}],
    ["host on a hop", { host: "x-forwarded-host" }, {}],
    ["keep", {}, { keep: ["x-forwarded-proto"] }],
    ["an empty keep", {}, { keep: [] }],
  ])("is content with %s", (_what, hop, options) => {
    const given = createResolver({ address: "10.0.0.0/8", tells: "x-forwarded-for", ...hop });
    expect(refusal({ onUnresolved: "peer", ...options }, given)).toBeUndefined();
  });

  it("is not asked for if no hop is in front", () => {
    expect(refusal({ onUnresolved: "peer" }, createResolver("direct"))).toBeUndefined();
  });
});

describe("sealed-unknown: an unresolved request that passes", () => {
  it("has no header, or says so", async () => {
    const lines = ["X-Real-IP: 6.6.6.6"];
    const [absent, unknown] = [
      await seen(lines, { onUnresolved: "peer" }),
      await seen(lines, { onUnresolved: "peer", unknown: true }),
    ].map(({ headers }) => headers["x-forwarded-for"]);
    expect([absent, unknown]).toEqual([undefined, "unknown"]);
  });
});
