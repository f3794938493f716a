import { createResolver, nginx } from "@client-ip/node";
import { expect, it, vi } from "vitest";
import { warnOfRemovedScheme } from "../../src/warnings/removed-scheme.ts";

const resolver = createResolver({ ...nginx(), proto: "x-forwarded-proto" });

/** The warnings of a request from nginx with these headers. */
function warningsOf(headers: Readonly<Record<string, string>>): readonly string[] {
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
