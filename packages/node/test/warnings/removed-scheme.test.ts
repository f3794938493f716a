import { createResolver, nginx, type Resolver } from "@client-ip/node";
import { expect, it, vi } from "vitest";
import { warnOfRemovedScheme } from "../../src/warnings/removed-scheme.ts";

const ofNginx = createResolver({ ...nginx(), proto: "x-forwarded-proto" });

/** The warnings of a request from nginx with these headers. */
function warningsOf(
  headers: Readonly<Record<string, string>>,
  resolver: Resolver = ofNginx,
): readonly string[] {
  const evidence = { peer: "127.0.0.1", rawHeaders: Object.entries(headers).flat() };
  const emitWarning = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  try {
    warnOfRemovedScheme(headers, resolver.resolve(evidence), () => resolver.explain(evidence));
    return emitWarning.mock.calls.map(([message]) => String(message));
  } finally {
    emitWarning.mockRestore();
  }
}

it("scheme-removed: no line of the path would give an unresolved request a scheme", () => {
  expect(warningsOf({ "x-forwarded-proto": "https" })).toEqual([]);
});

it("scheme-removed: the reason takes the place of a line that the path has", () => {
  const forwarded = { "x-forwarded-for": "203.0.113.7" };
  const [warning, ...more] = warningsOf({ ...forwarded, "x-forwarded-proto": "gopher" });
  expect(more).toEqual([]);
  expect(warning).toContain("But proto is not known: X-Forwarded-Proto cannot be read.");
  expect(warning).not.toMatch(/write proto|gopher/);
});

it("scheme-removed: a header that no hop can have sent, or that is believed, is no reason", () => {
  const proto = { "x-forwarded-proto": "https" };
  expect(warningsOf(proto, createResolver("direct"))).toEqual([]);
  expect(warningsOf({ ...proto, "x-forwarded-for": "203.0.113.7" })).toEqual([]);
});

it("scheme-removed: what is not known of the scheme is no reason of the host", () => {
  const forwarded = { "x-forwarded-for": "203.0.113.7", "x-forwarded-proto": "gopher" };
  expect(warningsOf({ ...forwarded, "x-forwarded-host": "a.example" }).at(-1)).toBe(
    'The seal removed X-Forwarded-Host, which came through "nginx": req.secure, secure cookies and redirects may need it. ' +
      'If a hop overwrites it, write host: "x-forwarded-host" on that hop, or keep: ["x-forwarded-host"] in the seal; if nothing needs it, keep: [].',
  );
});
