import { createHash } from "node:crypto";
import { createServer } from "node:net";
import { inspect } from "node:util";
import { clientIp as forExpress } from "@client-ip/express";
import { clientIp as forFastify } from "@client-ip/fastify";
import { clientIp as forKoa } from "@client-ip/koa";
import { clientIp as forNode, ClientIpError, createResolver } from "@client-ip/node";
import {
  acceptProxyProtocol,
  connectTlsWithProxyHeader,
  connectWithProxyHeader,
  proxyProtocolAgent,
  proxyProtocolConnector,
  proxyProtocolSecureAgent,
} from "@client-ip/node/proxy-protocol";
import { presets } from "../packages/presets/src/index.ts";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

/** What takes a value from a user's configuration, and throws an error or returns. */
type Entry = (value: never) => unknown;

const nowhere = undefined as never;
const END = { address: "192.0.2.1", port: 1 };

const ENTRIES: Readonly<Record<string, Entry>> = {
  ...Object.fromEntries(
    Object.entries(presets).map(([name, preset]) => [`${name}()`, preset as Entry]),
  ),
  "a preset in a path": (value) => createResolver([presets["nginx"]!(value)]),
  createResolver,
  "the options of createResolver": (value) => createResolver("loopback", value),
  "Express's clientIp": forExpress,
  "the options of Express's clientIp": (value) => forExpress("loopback", value),
  "Fastify's clientIp": (value) => {
    let thrown: unknown;
    forFastify(value)({ decorateRequest() {} }, {}, (error) => (thrown = error));
    if (thrown !== undefined) throw thrown;
  },
  "Koa's clientIp": forKoa,
  "the options of Koa's clientIp": (value) => forKoa("loopback", value),
  "Node's clientIp": forNode,
  acceptProxyProtocol: (value) => acceptProxyProtocol(createServer(), value),
  "acceptProxyProtocol, of a server": (value) =>
    acceptProxyProtocol(value, { address: "loopback" }),
  connectWithProxyHeader: (value) => connectWithProxyHeader(value, nowhere),
  "connectWithProxyHeader, of TLVs": (value) =>
    connectWithProxyHeader({ source: END, destination: END, tlvs: value }, nowhere),
  "connectWithProxyHeader, of where": (value) =>
    connectWithProxyHeader({ source: END, destination: END }, String(value) as never),
  connectTlsWithProxyHeader: async (value) => await connectTlsWithProxyHeader(value, nowhere),
  proxyProtocolAgent: (value) => proxyProtocolAgent(value),
  proxyProtocolSecureAgent: (value) => proxyProtocolSecureAgent(value),
  proxyProtocolConnector: (value) => proxyProtocolConnector(value),
};

/** A key or a token of 40 characters, as openssl, a vault or a password manager makes it. */
const secret = fc
  .tuple(
    fc.nat().map((seed) => createHash("sha256").update(String(seed)).digest()),
    fc.constantFrom("hex" as const, "base64" as const, "base64url" as const),
    fc.constantFrom("", "!", "%", "&", "~"),
  )
  .map(([bytes, encoding, symbol]) => symbol + bytes.toString(encoding).slice(0, 40));

const key = fc.constantFrom(
  ..."accept address anyCustomer apiKey appends atLeast ca cause command data destination".split(
    " ",
  ),
  ..."dangerouslyOptional family format gateway gatewayAddress header hops identity list".split(
    " ",
  ),
  ..."maxByteLength message mode name oneOf onError password path port presets repeat".split(" "),
  ..."required reserved resolver secret Secret sercet shared source tells timeout tlvs".split(" "),
  ..."token transport tunnel type unrecognizedPeers value version xfcc".split(" "),
);

/** Forms in which a program may hold a secret, beside text. */
const FORMS: readonly ((given: string) => unknown)[] = [
  (given) => given,
  (given) => Buffer.from(given),
  (given) => new Uint8Array(Buffer.from(given)),
  (given) => Array.from(Buffer.from(given)),
  (given) => new Map([["secret", given]]),
  (given) => new Map([[given, 1]]),
  (given) => new Set([given]),
  (given) => new Error(given),
  (given) => new Error("wrong", { cause: given }),
  (given) => new Error("wrong", { cause: new Error(given) }),
  (given) => new URL(`https://user:${encodeURIComponent(given)}@host.test/`),
  (given) => new URLSearchParams({ given }),
  (given) => new String(given),
  (given) => Symbol(given),
  (given) => () => given,
  (given) =>
    new (class Vault {
      readonly value = given;
      readonly #hidden = given;
      toString(): string {
        return this.#hidden;
      }
    })(),
  (given) => ({ toJSON: () => given }),
  (given) => ({ toJSON: () => ({ address: given, hops: [given] }) }),
  (given) => ({ [given]: true }),
  (given) => ({ [inspect.custom]: () => given }),
  (given) => ({ big: 1n, given }),
];

/** A secret in any form, under any key, at any depth, beside options that are right. */
const holding = secret.chain((given) => {
  const { value } = fc.letrec<{ value: unknown }>((tie) => {
    const entry = fc.tuple(key, tie("value"));
    return {
      value: fc.oneof(
        { maxDepth: 4, depthIdentifier: "value" },
        fc.constantFrom(...FORMS).map((form) => form(given)),
        entry.map(([name, inner]) => ({ [name]: inner })),
        entry.map(([name, inner]) => Object.defineProperty({}, name, getter(inner))),
        entry.map(([name, inner]) => ({ address: "10.0.0.1", tells: "nothing", [name]: inner })),
        entry.map(([name, inner]) => ({ source: END, destination: END, [name]: inner })),
        tie("value").map((inner) => [inner]),
        tie("value").map((inner) => ["10.0.0.1", inner]),
      ),
    };
  });
  return value.map((config) => ({ given, config }));
});

const getter = (value: unknown): PropertyDescriptor => ({ get: () => value, enumerable: true });

/** Any part of the secret that the text shows, as text or as bytes. */
function isShown(given: string, said: string): boolean {
  const text = said.replaceAll(/\s/g, "");
  const bytes = Array.from(Buffer.from(given));
  const windows = (length: number): readonly number[] =>
    Array.from({ length: given.length - length }, (_, start) => start);
  const hex = Buffer.from(given).toString("hex");
  return (
    windows(8).some((i) => text.includes(given.slice(i, i + 8))) ||
    windows(4).some(
      (i) =>
        text.includes(bytes.slice(i, i + 4).join(",")) ||
        text.includes(
          bytes
            .slice(i, i + 4)
            .map((byte, j) => `"${i + j}":${byte}`)
            .join(","),
        ) ||
        text.includes(hex.slice(2 * i, 2 * i + 16)),
    )
  );
}

/** All that a program may log of an error. */
function saidBy(error: unknown): string {
  const { message, given, expected, remedy, help, stack, cause } = error as ClientIpError;
  return [
    message,
    given,
    expected,
    remedy,
    help,
    stack,
    String(error),
    JSON.stringify(error),
    JSON.stringify(cause),
    inspect(error, { depth: Infinity, showHidden: true }),
    inspect(cause, { depth: Infinity, showHidden: true }),
  ].join("\n");
}

async function errorOf(act: () => unknown): Promise<unknown> {
  try {
    await act();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("secret-redacted: no error shows a part of a secret", () => {
  it.each(Object.entries(ENTRIES))("of %s", async (_name, entry) => {
    await fc.assert(
      fc.asyncProperty(holding, async ({ given, config }) => {
        const error = await errorOf(() => entry(config as never));
        const shown = error !== undefined && isShown(given, saidBy(error));
        expect(shown ? saidBy(error) : "").toBe("");
      }),
      { numRuns: 500 },
    );
  });

  it("and each of these refuses what it is given, with an error of its own", async () => {
    for (const [name, entry] of Object.entries(ENTRIES)) {
      const error = await errorOf(() => entry({ sercet: "x" } as never));
      expect(`${name}: ${String(error)}`).toMatch(/: (?:ClientIpError|ProxyProtocolError): \[/);
      expect(error).toBeInstanceOf(ClientIpError);
    }
  });
});
