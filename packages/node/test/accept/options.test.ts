import { createServer, type Server } from "node:http";
import { runInNewContext } from "node:vm";
import type { ClientIpError } from "@client-ip/core";
import { expect, it } from "vitest";
import { clientIp, createResolver } from "../../src/index.ts";
import { parseAcceptOptions } from "../../src/accept/options.ts";
import { warnOfRefusal } from "../../src/accept/warnings.ts";
import { acceptProxyProtocol } from "../../src/proxy-protocol.ts";

const hop = { name: "balancer", address: "10.0.3.0/24", tells: "proxy-protocol" } as const;
const resolver = createResolver(hop);

/** As JavaScript calls it, without types. */
const accept = acceptProxyProtocol as (...given: unknown[]) => unknown;

function errorOf(...given: unknown[]): Partial<ClientIpError> {
  try {
    accept(...given);
  } catch (error) {
    return error as ClientIpError;
  }
  return {};
}

const INSTEAD = "acceptProxyProtocol(server, createResolver(path))";

/** Mistakes of first-time users. Each was accepted, or ended in a TypeError, at some time. */
it.each<[string, unknown[], string]>([
  ["nothing", [], "undefined in place of a resolver"],
  ["null", [null], "null in place of a resolver"],
  ["a path", [[hop]], "a path or an array in place of a resolver"],
  ["a hop", [hop], "a path or an object in place of a resolver"],
  ["a choice of hops", [{ oneOf: [hop] }], "a path or an object in place of a resolver"],
  ["hops as an object", [{ hops: [hop] }], "a path or an object in place of a resolver"],
  ["a path as an object", [{ path: [hop] }], "a path or an object in place of a resolver"],
  ["a number", [5000], "5000 in place of a resolver"],
  ["a preset's name", ["loopback"], "a path or text in place of a resolver"],
  ["a middleware", [clientIp([hop])], "a function in place of a resolver"],
  ["options with a path", [{ resolver: [hop] }], "a path or an array in place of a resolver"],
  ["options with a name", [{ resolver: "loopback" }], "a path or text in place of a resolver"],
  ["options with null", [{ resolver: null }], "null in place of a resolver"],
])(
  "acceptProxyProtocol refuses %s in place of a resolver, and shows the call that works",
  (_about, given, what) => {
    const error = errorOf(createServer(), ...given);
    expect(error).toMatchObject({ code: "proxy-receiver", given: what });
    expect(error.remedy).toContain(INSTEAD);
  },
);

it.each<[string, object, string]>([
  // Without the check, each of these shows with the first bad connection, or never.
  ["an onError that is no function", { onError: "log" }, 'onError: "log"'],
  ["a word for a flag", { dangerouslyOptional: "yes" }, 'dangerouslyOptional: "yes"'],
  ["a number for a flag", { overrideRemoteAddress: 1 }, "overrideRemoteAddress: 1"],
  ["null for a function", { onError: null }, "onError: null"],
  ["a list for a number", { timeout: [] }, "timeout: an array"],
  ["an option with another name", { timeOut: 5 }, 'the option "timeOut"'],
])("acceptProxyProtocol refuses %s", (_about, option, given) => {
  const error = errorOf(createServer(), { resolver, ...option });
  expect(error).toMatchObject({ code: "proxy-receiver", given });
});

it("acceptProxyProtocol refuses options with neither a resolver nor an address", () => {
  const given = "neither a resolver nor an address";
  expect(errorOf(createServer(), {})).toMatchObject({ code: "proxy-receiver", given });
});

it("acceptProxyProtocol refuses options as a third argument", () => {
  const error = errorOf(createServer(), resolver, { timeout: 100 });
  expect(error).toMatchObject({ code: "proxy-receiver", given: "a third argument" });
});

it("the remedy for a path without a PROXY hop is a call that works", () => {
  const { given, remedy = "" } = errorOf(createServer(), createResolver("loopback"));
  expect(given).toBe("a path without a PROXY hop");
  const call = /acceptProxyProtocol\(.*\)/.exec(remedy)?.[0] ?? "";
  const scope = { acceptProxyProtocol, createResolver, server: createServer() };
  expect(() => runInNewContext(call, scope) as unknown).not.toThrow();
  expect(call).toContain("tells: 'proxy-protocol'");
});

it("acceptProxyProtocol accepts options that are left out or undefined", () => {
  const server: Server = createServer();
  const options = { resolver, timeout: undefined, onError: undefined };
  expect(accept(server, options)).toMatchObject({ pending: 0 });
});

it("acceptProxyProtocol has a default for each option", () => {
  expect(parseAcceptOptions(resolver)).toEqual({
    resolver,
    timeout: 5_000,
    maxByteLength: 4_096,
    unrecognizedPeers: "pass",
    dangerouslyOptional: false,
    overrideRemoteAddress: false,
    onError: warnOfRefusal,
  });
});

it.each<[string, readonly unknown[], readonly unknown[], string]>([
  ["timeout", [1, 3_600_000], [0, 3_600_001], "a whole number of milliseconds from 1 to 3600000"],
  ["maxByteLength", [107, 65_551], [106, 65_552], "a whole number of bytes from 107 to 65551"],
  ["unrecognizedPeers", ["pass", "reject"], ["Reject", ""], '"pass" or "reject"'],
])("acceptProxyProtocol takes %s from %o, not from %o", (option, right, wrong, words) => {
  for (const value of right) {
    expect(parseAcceptOptions({ resolver, [option]: value })).toHaveProperty(option, value);
  }
  for (const value of wrong) {
    const expected = `${option}: ${words}`;
    expect(errorOf(createServer(), { resolver, [option]: value })).toMatchObject({ expected });
  }
});
