import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Config, createResolver } from "../src/index.ts";

/** A key or a token of 40 characters, as openssl, a vault or a password manager makes it. */
const secret = fc
  .tuple(
    fc.nat().map((seed) => createHash("sha256").update(String(seed)).digest()),
    fc.constantFrom("hex" as const, "base64" as const, "base64url" as const),
    fc.constantFrom("", "!", "%", "&", "~"),
  )
  .map(([bytes, encoding, symbol]) => symbol + bytes.toString(encoding).slice(0, 40));

const KEYS: readonly string[] = [
  "name",
  "address",
  "identity",
  "secret",
  "tells",
  "header",
  "value",
  "token",
  "hops",
  "path",
  "list",
  "xfcc",
  "repeat",
  "oneOf",
  "format",
  "appends",
  "shared",
  "presets",
  "Secret",
  "sercet",
];
const key = fc.constantFrom(...KEYS);

/** A secret under any key, at any depth, beside fields that are right. */
const holding = secret.chain((given) => {
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, depthIdentifier: "value" },
      fc.constant(given),
      fc.tuple(key, tie("value")).map(([name, inner]) => ({ [name]: inner })),
      fc.tuple(key, tie("value")).map(([name, inner]) => ({ tells: "forwarded", [name]: inner })),
      fc
        .tuple(key, tie("value"))
        .map(([name, inner]) => ({ address: "10.0.0.1", tells: "x-forwarded-for", [name]: inner })),
      tie("value").map((inner) => [inner]),
      tie("value").map((inner) => JSON.stringify(inner)),
    ),
  }));
  return value.map((config) => ({ given, config }));
});

/** Any eight characters of the secret that the error shows. */
function shown(given: string, error: unknown): string | undefined {
  const said = error instanceof Error ? `${error.message}${JSON.stringify(error)}` : String(error);
  for (let i = 0; i + 8 <= given.length; i++) {
    if (said.includes(given.slice(i, i + 8))) return said;
  }
  return undefined;
}

function errorOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("secret-redacted: an error", () => {
  it("shows no part of a secret, under any key, at any depth", () => {
    fc.assert(
      fc.property(holding, fc.boolean(), ({ given, config }, asOptions) => {
        const create = () =>
          asOptions
            ? createResolver("direct", Object(config) as object)
            : createResolver(config as Config);
        expect(shown(given, errorOf(create))).toBeUndefined();
      }),
      { numRuns: 3000 },
    );
  });
});
