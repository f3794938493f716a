import { createResolver, nginx, type Resolver } from "@client-ip/node";
import { beforeEach, expect, it, vi } from "vitest";

type Removed = typeof import("../../src/warnings/removed-scheme.ts");

const emitted = vi.spyOn(process, "emitWarning");

// Warnings are remembered for the life of a process: each test gets modules of its own.
beforeEach(() => {
  vi.resetModules();
  emitted.mockReset().mockImplementation(() => {});
});

const ofNginx = createResolver({ ...nginx(), proto: "x-forwarded-proto" });

/** The warnings of a request from this machine with these headers. */
async function warningsOf(
  headers: Readonly<Record<string, string>>,
  resolver: Resolver = ofNginx,
): Promise<readonly string[]> {
  const { warnOfRemovedScheme }: Removed = await import("../../src/warnings/removed-scheme.ts");
  const evidence = { peer: "127.0.0.1", rawHeaders: Object.entries(headers).flat() };
  warnOfRemovedScheme(headers, resolver.resolve(evidence), () => resolver.explain(evidence));
  return emitted.mock.calls.map(([message]) => String(message));
}

const forwarded = { "x-forwarded-for": "203.0.113.7" };
const proto = { "x-forwarded-proto": "https" };

const removed = (name: string, field: string): string =>
  `The seal removed ${name}, which came through "nginx": req.secure, secure cookies and redirects may need it. ` +
  `If a hop overwrites it, write ${field}: "${name.toLowerCase()}" on that hop, or keep: ["${name.toLowerCase()}"] in the seal; if nothing needs it, keep: [].`;

it("scheme-removed: no line of the path would give an unresolved request a scheme", async () => {
  expect(await warningsOf(proto)).toEqual([]);
});

it("scheme-removed: a header that no hop can have sent, or that is believed, is no reason", async () => {
  expect(await warningsOf(proto, createResolver("direct"))).toEqual([]);
  expect(await warningsOf({ ...proto, ...forwarded })).toEqual([]);
});

it("scheme-removed: each header is told of once, with the nearest hop and the line to write", async () => {
  const edge = { name: "edge", address: "198.51.100.0/24", tells: "x-forwarded-for" } as const;
  const both = { ...proto, "x-forwarded-host": "a.example" };
  const headers = { ...both, "x-forwarded-for": "203.0.113.7, 198.51.100.1" };
  const resolver = createResolver([edge, nginx()]);
  await warningsOf(headers, resolver);
  expect(await warningsOf(headers, resolver)).toEqual([
    removed("X-Forwarded-Proto", "proto"),
    removed("X-Forwarded-Host", "host"),
  ]);
  const codes = emitted.mock.calls.map(([, options]) => Object(options).code);
  expect(new Set(codes)).toEqual(new Set(["CLIENT_IP_SCHEME_REMOVED"]));
});

it("scheme-removed: the reason takes the place of a line that the path has", async () => {
  const gopher = { ...forwarded, "x-forwarded-proto": "gopher", "x-forwarded-host": "a.example" };
  const [ofProto, ofHost] = await warningsOf(gopher);
  expect(ofProto).toContain("But proto is not known: X-Forwarded-Proto cannot be read.");
  expect(ofProto).not.toMatch(/write proto|gopher/);
  expect(ofHost).toContain("write host");
});
