import { describe, expect, it } from "vitest";
import { type Config, createResolver, type Hop, type Presets } from "../../src/index.ts";
import { refusal } from "../support/ask.ts";

const SECRET = "correct horse battery staple";
const GATEWAY = "spiffe://cluster.local/ns/edge/sa/gateway";
const PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
const env = {
  ORIGIN_SECRET: SECRET,
  NEXT_SECRET: "staple of the next month",
  GATEWAY,
  CA: PEM,
  EMPTY: "",
  UNREAD: "$ORIGIN_SECRET",
};
const tells = "x-forwarded-for" as const;

/** The options that a preset is called with. */
function given(json: unknown): unknown {
  let options: unknown;
  const cdn = (one: unknown): Hop => {
    options = one;
    return { address: "10.0.0.1", tells };
  };
  const presets: Presets = { cdn };
  createResolver(JSON.stringify(json), { presets, env });
  return options;
}

/** Whether a request with this line proves the hop of a path. */
function isProvenBy(value: string, config: Config): boolean {
  const rawHeaders = ["X-S", value, "X-Forwarded-For", "203.0.113.7"];
  const resolver = createResolver(config, { env });
  return resolver.resolve({ peer: "198.51.100.4", rawHeaders }).status === "resolved";
}

const cdn = { name: "cdn", address: "198.51.100.0/24", tells } as const;
const secured = (value: string | readonly string[]) =>
  JSON.stringify({ ...cdn, secret: { header: "x-s", value } });

describe("variables-in-json: env:NAME in JSON as text is the value of the variable", () => {
  it("proves the hop by the value, and not by the name", () => {
    expect(isProvenBy(SECRET, secured("env:ORIGIN_SECRET"))).toBe(true);
    expect(isProvenBy("env:ORIGIN_SECRET", secured("env:ORIGIN_SECRET"))).toBe(false);
    for (const value of [SECRET, env.NEXT_SECRET]) {
      expect(isProvenBy(value, secured(["env:ORIGIN_SECRET", "env:NEXT_SECRET"]))).toBe(true);
    }
  });

  it.each<[written: unknown, read: unknown]>([
    [{ secret: { value: "env:ORIGIN_SECRET" } }, { secret: { value: SECRET } }],
    [
      { secret: { header: "x-s", value: ["env:ORIGIN_SECRET", "env:NEXT_SECRET"] } },
      { secret: { header: "x-s", value: [SECRET, env.NEXT_SECRET] } },
    ],
    [{ secret: "env:ORIGIN_SECRET" }, { secret: { value: SECRET } }],
    [{ secret: "X-S:env:ORIGIN_SECRET" }, { secret: { header: "X-S", value: SECRET } }],
    [{ identity: ["env:GATEWAY"] }, { identity: [GATEWAY] }],
    [{ gateway: "env:GATEWAY" }, { gateway: GATEWAY }],
    [{ ca: "env:CA" }, { ca: PEM.trim() }],
    [{ secret: { header: "env:ORIGIN_SECRET" } }, { secret: { header: "env:ORIGIN_SECRET" } }],
    [{ secret: { value: "myenv:A" } }, { secret: { value: "myenv:A" } }],
    [
      { secret: 5, ca: null },
      { secret: 5, ca: null },
    ],
  ])("gives a preset for %j the options %j", (written, read) => {
    expect(given({ preset: "cdn", ...(written as object) })).toEqual(read);
    expect(given([[{ preset: "cdn", ...(written as object) }]])).toEqual(read);
  });

  it("is read in entry points and beside the options of a path", () => {
    const hop = { ...cdn, secret: { header: "x-s", value: "env:ORIGIN_SECRET" } };
    const path = { path: [{ oneOf: [[hop]] }], atLeast: "identity" };
    expect(isProvenBy(SECRET, JSON.stringify(path))).toBe(true);
  });

  it("is read for the identity and the CA of a hop", () => {
    const hop = { identity: "env:GATEWAY", ca: "env:CA", tells };
    expect(createResolver(JSON.stringify(hop), { env }).cas).toEqual(["MIIB"]);
  });

  it.each<[hop: object, said: string]>([
    [{ secret: { header: "x-s", value: "env:UNSET" } }, "UNSET, which is not set"],
    [{ secret: { header: "x-s", value: "env:EMPTY" } }, "EMPTY, which is empty"],
    [{ secret: { header: "x-s", value: "env:" } }, "env: without a variable's name"],
    [{ identity: "env:ORIGIN_SECRET" }, "ORIGIN_SECRET, which holds no URI"],
    [{ name: "env:GATEWAY" }, "a name that begins with env:"],
    [{ tells: { value: "env:ORIGIN_SECRET" } }, "ORIGIN_SECRET, which holds no URI"],
  ])("refuses %j", (hop, said) => {
    const error = refusal(JSON.stringify({ ...cdn, ...hop }), { env });
    expect(error).toMatchObject({ code: "env-variable", given: expect.stringContaining(said) });
    expect(error.message).not.toContain(SECRET);
  });
});

describe("variables-in-json: a secret as text", () => {
  it.each([
    ["env:ORIGIN_SECRET", { value: SECRET }],
    ["X-Edge:env:ORIGIN_SECRET", { header: "X-Edge", value: SECRET }],
    [":env:ORIGIN_SECRET", ":env:ORIGIN_SECRET"],
    ["a:b:env:ORIGIN_SECRET", "a:b:env:ORIGIN_SECRET"],
    ["other text", "other text"],
  ])("%s gives a preset %j", (secret, expected) => {
    expect(given([{ preset: "cdn", secret }])).toStrictEqual({ secret: expected });
  });

  it("refuses the name of no variable", () => {
    expect(refusal(JSON.stringify([{ preset: "cdn", secret: "env:" }]), { env })).toMatchObject({
      code: "env-variable",
      given: "env: without a variable's name",
    });
  });
});

describe("variables-in-json: the name of a variable is no proof", () => {
  it.each<[hop: object, code: string, line: string]>([
    [{ secret: { header: "x-s", value: "env:ORIGIN_SECRET" } }, "bad-secret", "ORIGIN_SECRET"],
    [{ secret: { header: "x-s", value: "$ORIGIN_SECRET" } }, "bad-secret", "ORIGIN_SECRET"],
    [{ secret: { header: "x-s", value: [SECRET, "${A}"] } }, "bad-secret", "ORIGIN_SECRET"],
    [{ identity: "env:GATEWAY" }, "bad-identity", "ORIGIN_IDENTITY"],
    [{ identity: [GATEWAY, "env:GATEWAY"] }, "bad-identity", "ORIGIN_IDENTITY"],
    [{ identity: GATEWAY, ca: "env:CA" }, "bad-ca", "ORIGIN_CA"],
    [{ identity: GATEWAY, ca: ["$CA"] }, "bad-ca", "ORIGIN_CA"],
  ])("refuses the object %j", (hop, code, line) => {
    const error = refusal({ ...cdn, ...hop }, { env });
    expect(error).toMatchObject({ code, remedy: expect.stringContaining(`process.env.${line}`) });
  });

  it.each<[text: string]>([
    [secured("$ORIGIN_SECRET")],
    [secured("${ORIGIN_SECRET}")],
    [secured("env:UNREAD")],
  ])("refuses the text %s", (text) => {
    const error = refusal(text, { env });
    expect(error).toMatchObject({
      code: "bad-secret",
      remedy: expect.stringContaining("env:ORIGIN_SECRET"),
    });
  });

  it.each(["a$b of some length", "$hunter of some length", "$NAME and more", "$2b$10$x"])(
    "takes the secret %s, which is no name of a variable",
    (secret) => {
      expect(isProvenBy(secret, secured(secret))).toBe(true);
    },
  );
});
