import type { ClientIpError, Config, Evidence, Resolution } from "../../src/index.ts";
import { createResolver, Resolver } from "../../src/index.ts";
import { expect } from "vitest";

/** Header lines by name, in wire order; several lines of one name as an array. */
export type Lines = Readonly<Record<string, string | readonly string[]>>;

/** Names of which Node keeps the first line only (documentation of `message.headers`). */
export const KEPT_ONCE: readonly string[] = [
  "age",
  "authorization",
  "content-length",
  "content-type",
  "etag",
  "expires",
  "from",
  "host",
  "if-modified-since",
  "if-unmodified-since",
  "last-modified",
  "location",
  "max-forwards",
  "proxy-authorization",
  "referer",
  "retry-after",
  "server",
  "user-agent",
];

/** Evidence as a runtime without joined headers gives it. */
export function raw(peer: string | undefined, lines: Lines = {}, more: Partial<Evidence> = {}) {
  const rawHeaders = Object.entries(lines).flatMap(([name, values]) =>
    [values].flat().flatMap((value) => [name, value]),
  );
  return { peer, rawHeaders, ...more } satisfies Evidence;
}

/** The same with the headers joined as Node's http joins them. */
export function joined(peer: string | undefined, lines: Lines = {}, more: Partial<Evidence> = {}) {
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(lines)) {
    const key = name.toLowerCase();
    for (const value of [values].flat()) {
      const before = Object.hasOwn(headers, key) ? headers[key] : undefined;
      if (before === undefined) headers[key] = value;
      else if (!KEPT_ONCE.includes(key)) headers[key] = `${before}, ${value}`;
    }
  }
  return { ...raw(peer, lines, more), headers };
}

/**
 * The answer. It is the same with and without joined headers, when explained, and for the address
 * alone.
 */
export function ask(
  config: Config | Resolver,
  peer: string | undefined,
  lines: Lines = {},
  more: Partial<Evidence> = {},
): Resolution {
  const resolver = config instanceof Resolver ? config : createResolver(config);
  const answer = resolver.resolve(raw(peer, lines, more));
  expect(resolver.resolve(joined(peer, lines, more))).toEqual(answer);
  expect(resolver.explain(joined(peer, lines, more)).resolution).toEqual(answer);
  expect(resolver.clientIp(joined(peer, lines, more))).toBe(answer.ip);
  return answer;
}

/** The mistake that a configuration is refused for. */
export function refusal(config: unknown, presets?: Parameters<typeof createResolver>[1]) {
  try {
    createResolver(config as Config, presets);
  } catch (error) {
    return error as ClientIpError;
  }
  throw new Error(`not refused: ${JSON.stringify(config)}`);
}
