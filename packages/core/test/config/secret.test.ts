import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { KEPT_ONCE, ask, joined, refusal } from "../support/ask.ts";
import type { Config, Hop } from "../../src/index.ts";
import { ClientIpError, createResolver } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const CDN = "198.51.100.4";
const SECRET = "correct-horse-battery";
const NEXT = "staple-of-next-month";
const guarded: Hop = {
  name: "cdn",
  address: "198.51.100.0/24",
  secret: { header: "X-Edge-Key", value: SECRET },
  tells: "x-forwarded-for",
};
const rotating: Hop = { ...guarded, secret: { header: "X-Edge-Key", value: [SECRET, NEXT] } };
const { address: _address, ...anywhere } = guarded;
const list = { "X-Forwarded-For": CLIENT };
const outputs = (hop: Hop, lines: Record<string, string>, peer = CDN) => {
  const resolver = createResolver([hop]);
  const explanation = resolver.explain(joined(peer, lines));
  return [
    explanation.toString(),
    explanation.toColor(),
    JSON.stringify(explanation),
    inspect(explanation, { depth: 9 }),
    JSON.stringify(resolver),
    inspect(resolver, { depth: 9, showHidden: true }),
    JSON.stringify(resolver.findings),
    JSON.stringify(resolver.resolve(joined(peer, lines))),
  ].join("\n");
};

function codeOf(config: Config): string | undefined {
  try {
    createResolver(config);
    return undefined;
  } catch (error) {
    return error instanceof ClientIpError ? error.code : String(error);
  }
}

const tells = "x-forwarded-for" as const;
const edgeSecret = { header: "X-Edge", value: "s3cret" };
const cdn: Hop = { name: "cdn", address: "198.51.100.0/24", secret: edgeSecret, tells };

describe("secret-redacted: no output shows a secret", () => {
  it("shows neither the configured values nor what was presented", () => {
    for (const value of [SECRET, NEXT, "wrong-guess-of-a-client"]) {
      const text = outputs(rotating, { ...list, "X-Edge-Key": value });
      for (const hidden of [SECRET, NEXT, "wrong-guess-of-a-client"]) {
        expect(text).not.toContain(hidden);
      }
      expect(text).toContain("secret");
    }
  });

  it("shows no secret in a finding about it", () => {
    const text = outputs({ ...anywhere, shared: true }, { ...list, "X-Edge-Key": SECRET });
    expect(text).toContain("secret-without-address");
    expect(text).not.toContain(SECRET);
  });

  it.each<[string, string, Hop["tells"]]>([
    ["as malformed", SECRET, { value: "x-edge-key" }],
    ["as malformed in a list", `${CLIENT}, ${SECRET}`, { list: "X-Edge-Key" }],
    ["as an address", "[2001:DB8::1]:443", { value: "x-edge-key" }],
  ])("shows no text of a secret's header that a hop reads %s", (_how, value, tellsToo) => {
    const hop: Hop = { ...guarded, secret: { header: "X-Edge-Key", value }, tells: tellsToo };
    const text = outputs(hop, { "X-Edge-Key": value });
    expect(text).toContain("X-Edge-Key");
    for (const part of [SECRET, "DB8", "written"]) expect(text).not.toContain(part);
  });

  it("shows no text of the list that Envoy's external address is compared with", () => {
    const path: Hop[] = [
      {
        ...guarded,
        secret: { header: "X-Forwarded-For", value: SECRET },
        tells: { value: "x-ip" },
      },
      { name: "envoy", address: "10.9.0.1", tells: { value: "x-envoy-external-address" } },
    ];
    const rawHeaders = ["X-Envoy-External-Address", CLIENT, "X-Forwarded-For", SECRET];
    const explanation = createResolver(path).explain({ peer: "10.9.0.1", rawHeaders });
    expect(explanation.resolution.status).toBe("malformed");
    expect(String(explanation) + JSON.stringify(explanation)).not.toContain(SECRET);
  });

  it("shows the address that another header holds", () => {
    const hop: Hop = {
      ...guarded,
      secret: { header: "X-Forwarded-For", value: SECRET },
      tells: { value: "x-ip" },
    };
    const rawHeaders = ["X-IP", CLIENT, "X-Forwarded-For", SECRET];
    const { steps } = createResolver(hop).explain({ peer: CDN, rawHeaders });
    expect(steps.at(-1)).toMatchObject({ header: "x-ip", element: CLIENT });
  });

  it.each<[string, unknown]>([
    ["an unknown field beside it", [{ ...guarded, adress: "10.0.0.1" }]],
    [
      "an unknown field inside it",
      [{ ...guarded, secret: { header: "X", value: SECRET, valeu: SECRET } }],
    ],
    ["a value that is not ASCII", [{ ...guarded, secret: { header: "X", value: `${SECRET}é` } }]],
    [
      "one of several that is not ASCII",
      [{ ...guarded, secret: { header: "X", value: [SECRET, `${SECRET}é`] } }],
    ],
    ["a value that is no text", [{ ...guarded, secret: { header: "X", value: { key: SECRET } } }]],
    ["a header name that is none", [{ ...guarded, secret: { header: "X Y", value: SECRET } }]],
    ["a secret that is not an object", [{ ...guarded, secret: SECRET }]],
    [
      "a header that Node keeps once",
      [{ ...guarded, secret: { header: "Authorization", value: SECRET } }],
    ],
    ["no tells", [{ address: "10.0.0.1", secret: { header: "X", value: SECRET } }]],
    ["a path rule", [{ ...guarded, repeat: true }]],
    ["entry points that are alike", { oneOf: [guarded, guarded] }],
    ["JSON that is broken", JSON.stringify([guarded]).slice(0, -1)],
    ["JSON that is broken inside the value", JSON.stringify([guarded]).split(SECRET)[0] + SECRET],
    ["JSON with the value first", `[{"secret":{"value":"${SECRET}","header":"X"}},]`],
    ["JSON with several values", `[{"secret":{"value":["${SECRET}","${NEXT}"],"header":"X"}},]`],
    ["JSON with an escaped quote", `[{"secret":{"value":"a\\"${SECRET}","header":"X"}},]`],
    ["a configuration of a wrong type", { paths: [guarded] }],
    ["a secret where a hop should be", { secret: { header: "X", value: SECRET } }],
    ["a list of hops where a name should be", [{ ...guarded, name: guarded }]],
  ])("shows no secret in the error for %s", (_why, config) => {
    const error = refusal(config);
    const text = [
      error.message,
      error.given,
      error.expected,
      error.remedy,
      String(error),
      inspect(error),
    ];
    for (const line of text) {
      expect(line).not.toContain(SECRET);
      expect(line).not.toContain(NEXT);
    }
  });
});

describe("secret-visible-ascii: a text that cannot be a secret", () => {
  it.each<[string, unknown]>([
    ["an empty value", { header: "X-Edge", value: "" }],
    ["no values", { header: "X-Edge", value: [] }],
    ["an empty value among others", { header: "X-Edge", value: [SECRET, ""] }],
    ["a value that is not ASCII", { header: "X-Edge", value: "schlüssel" }],
    ["one of several that is not ASCII", { header: "X-Edge", value: [SECRET, "schlüssel"] }],
    ["a value that is no text", { header: "X-Edge", value: 42 }],
    ["no value", { header: "X-Edge" }],
  ])("refuses a value: %s", (_why, secret) => {
    expect(refusal([{ ...guarded, secret }]).code).toBe("bad-secret");
  });

  it("accepts every visible ASCII character", () => {
    const all = Array.from({ length: 94 }, (_, index) => String.fromCodePoint(33 + index)).join("");
    expect(
      ask({ ...guarded, secret: { header: "X-Edge", value: all } }, CDN, {
        ...list,
        "X-Edge": all,
      }),
    ).toMatchObject({ ip: CLIENT });
  });

  it.each(KEPT_ONCE.flatMap((name) => [name, name.toUpperCase()]))(
    "singleton-header: Node keeps only the first line of %s",
    (header) => {
      expect(refusal([{ ...guarded, secret: { header, value: SECRET } }]).code).toBe(
        "singleton-header",
      );
    },
  );

  it.each(["X-Edge", "X-Azure-FDID", "Cookie", "X-Authorization", "Via"])(
    "singleton-header: %s is none of these headers",
    (header) => {
      expect(() =>
        createResolver([{ ...guarded, secret: { header, value: SECRET } }]),
      ).not.toThrow();
    },
  );
});

describe("secret-visible-ascii: what a template makes of a variable that is not set", () => {
  it.each(["undefined", "null"])("the text %s is no secret", (value) => {
    const hop = { address: "10.0.0.0/8", tells: "x-forwarded-for" } as const;
    expect(codeOf({ ...hop, secret: { header: "x-s", value } })).toBe("bad-secret");
    expect(
      codeOf({ ...hop, secret: { header: "x-s", value: ["a secret of length", value] } }),
    ).toBe("bad-secret");
    expect(
      codeOf({ ...hop, secret: { header: "x-s", value: `${value}, a longer text` } }),
    ).toBeUndefined();
  });
});

describe("singleton-header: a secret in a header of which Node keeps one line", () => {
  it.each(["Authorization", "From", "Referer", "User-Agent"])(
    "refuses the header %s, as headers of which Node keeps one line are",
    (name) => {
      expect(refusal({ ...cdn, secret: { header: name, value: "s" } }).code).toBe(
        "singleton-header",
      );
    },
  );
});
