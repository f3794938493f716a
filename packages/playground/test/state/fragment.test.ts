import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate } from "../../src/state/evaluate.ts";
import { fromFragment, toFragment } from "../../src/state/fragment.ts";
import { FIRST, type PageState } from "../../src/state/page-state.ts";

/** What no other part of a case holds by chance. */
const secrets = fc
  .stringMatching(/^[A-Za-z0-9!#$&*+./<=>?@^_~"'\\-]{16,40}$/)
  .map((text) => `S3cr3t-${text}`);

const cases: fc.Arbitrary<PageState> = fc.record(
  {
    path: fc.constantFrom(
      "direct",
      "nginx",
      "hops=2",
      "10.0.0.0/8, loopback",
      "cloudflare secret=env:ORIGIN_SECRET > nginx 10.0.1.10 > app",
      '{"address":"10.0.1.10","tells":{"value":"x-real-ip"}}',
    ),
    peer: fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom("", "unix", "invoker", "fe80::1%eth0")),
    headers: fc
      .array(
        fc.tuple(
          fc.constantFrom("X-Forwarded-For", "Forwarded", "Host", "X-Real-IP", "Via"),
          fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/),
        ),
        { maxLength: 5 },
      )
      .map((lines) => lines.map(([name, value]) => `${name}: ${value}`).join("\n")),
    encrypted: fc.boolean(),
    proxy: fc.constantFrom("", "PROXY TCP4 203.0.113.7 10.0.1.20 4711 80", "0d0a0d0a"),
    step: fc.nat(40),
  },
  { requiredKeys: ["path", "peer", "headers", "encrypted", "proxy"] },
);

describe("the link to a case", () => {
  it("holds the whole case, if nothing in it may be a secret", () => {
    fc.assert(
      fc.property(cases, (state) => {
        expect(fromFragment(`#${toFragment(state)}`)).toEqual(state);
      }),
    );
  });

  it("takes any text, and what it reads has a link of its own", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webFragments(), fc.webQueryParameters()), (text) => {
        const link = toFragment(fromFragment(text));
        expect(toFragment(fromFragment(link))).toBe(link);
      }),
    );
  });

  it("is the first case without a path, and with a text that is too long", () => {
    expect(fromFragment("")).toBe(FIRST);
    expect(fromFragment(`#path=nginx&header=${"x".repeat(100_000)}`)).toBe(FIRST);
  });
});

const SECRET_HEADER = "x-edge-proof";

/** JSON as other programs write it: PHP escapes slashes, and any character may be escaped. */
const escaped = (json: string): string => json.replaceAll("/", String.raw`\/`);
const inCodes = (text: string): string =>
  `"${text.replaceAll(/./g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`)}"`;

/** Cases with a secret in each place where a user may write one. */
const withSecret: readonly ((state: PageState, secret: string) => PageState)[] = [
  (state, secret) => ({
    ...state,
    headers: `Cookie: id=${secret}\nAuthorization: Bearer ${secret}`,
  }),
  (state, secret) => ({ ...state, headers: `${state.headers}\nX-My-Own-Key: ${secret}` }),
  (state, secret) => ({ ...state, headers: `Referer: https://a.example/?token=${secret}` }),
  (state, secret) => ({ ...state, headers: secret }),
  (state, secret) => ({ ...state, peer: secret }),
  (state, secret) => ({ ...state, peer: `10.0.0.1%${secret}` }),
  (state, secret) => ({ ...state, proxy: secret }),
  (state, secret) => ({ ...state, path: `cloudflare secret=${secret}` }),
  (state, secret) => ({
    ...state,
    path: `{"secret":{"header":"x","value":${JSON.stringify(secret)}`,
  }),
  (state, secret) => ({
    ...state,
    path: JSON.stringify([
      {
        address: "10.0.0.1",
        tells: "x-forwarded-for",
        secret: { header: SECRET_HEADER, value: [secret, `${secret}-old`] },
      },
      { address: "10.0.1.10", tells: "x-forwarded-for" },
    ]),
    headers: `${SECRET_HEADER}: ${secret}\nX-Forwarded-For: ${secret}, 10.0.0.1\nCookie: ${secret}`,
  }),
  (state, secret) => ({
    ...state,
    path: escaped(JSON.stringify({ preset: "cloudflare", secret: { value: `a/${secret}/b` } })),
  }),
  (state, secret) => ({
    ...state,
    path: escaped(
      JSON.stringify({
        name: `https://a.example/?key=${encodeURIComponent(secret)}`,
        address: "10.0.0.1",
        tells: "x-forwarded-for",
      }),
    ),
  }),
  (state, secret) => ({
    ...state,
    path: `{"preset":"cloudflare","secret":{"value":${inCodes(secret)}}}`,
  }),
  (state, secret) => ({
    ...state,
    path: `{"preset":"cloudflare","secret":{"value":"${secret.replaceAll(/[\\"]/g, "")}"},"secret":{"value":"another-long-random-text"}}`,
  }),
  (state, secret) => ({
    ...state,
    path: JSON.stringify({ preset: "cloudflare", secret: { value: secret } }),
    headers: `X-Origin-Secret: ${secret}`,
  }),
  (state, secret) => ({
    ...state,
    path: "cloudflare secret=env:ORIGIN_SECRET",
    headers: `X-Origin-Secret: ${secret}`,
  }),
];

describe("a secret", () => {
  it.each(withSecret.map((place, index) => [index, place] as const))(
    "is never in the link (place %d)",
    (_, place) => {
      fc.assert(
        fc.property(cases, secrets, (state, secret) => {
          const link = toFragment(place(state, secret));
          const { path, peer, headers, proxy } = fromFragment(link);
          const parsed = path.startsWith("{") ? JSON.stringify(JSON.parse(path)) : path;
          for (const text of [link, decodeURIComponent(link), path, parsed, peer, headers, proxy]) {
            expect(text).not.toContain(secret);
            expect(text).not.toContain("S3cr3t");
          }
        }),
      );
    },
  );

  it.each([
    ["right", "a long random text", "203.0.113.7"],
    ["wrong", "not the secret of the path", undefined],
  ])("that is %s is so behind the link, too", (_, value, ip) => {
    const state: PageState = {
      path: JSON.stringify({
        address: "10.0.0.1",
        tells: "x-forwarded-for",
        required: true,
        secret: { header: SECRET_HEADER, value: "a long random text" },
      }),
      peer: "10.0.0.1",
      headers: `${SECRET_HEADER}: ${value}\nX-Forwarded-For: 203.0.113.7`,
      encrypted: false,
      proxy: "",
    };
    const opened = fromFragment(toFragment(state));
    expect(evaluate(state).walk?.explanation.resolution.ip).toBe(ip);
    expect(evaluate(opened).walk?.explanation.resolution).toEqual(
      evaluate(state).walk?.explanation.resolution,
    );
  });
});
