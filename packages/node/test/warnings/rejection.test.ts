import { expect, it, vi } from "vitest";
import { warnOfRejection, warnOfSealFailure } from "../../src/warnings/rejection.ts";

const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => {});

/** The codes and texts of the warnings that this emits. */
function warningsOf(act: () => void): readonly (readonly unknown[])[] {
  emitted.mockClear();
  act();
  return emitted.mock.calls.map(([text, options]) => [Object(options).code, text]);
}

const rejected = (status: string): string =>
  `Rejected a request without a client (${status}) with 403, as onUnresolved: "reject" says. ` +
  "docs/errors.md describes the status, docs/health-checks.md what is often forgotten.";

const unsealed = (kind: string): string =>
  `Rejected a request that could not be sealed (${kind}). docs/seal.md has the reasons.`;

it("a rejection is warned of once for each status", () => {
  const warnings = warningsOf(() => {
    for (const status of ["missing", "unproven", "missing"] as const) warnOfRejection(status);
  });
  expect(warnings).toEqual([
    ["CLIENT_IP_REJECTED", rejected("missing")],
    ["CLIENT_IP_REJECTED", rejected("unproven")],
  ]);
});

it("a request that cannot be sealed is warned of once for each kind of error", () => {
  const twice = Object.assign(new Error("twice"), { code: "sealed-twice" });
  const warnings = warningsOf(() => {
    for (const error of [twice, new TypeError("no"), undefined, twice]) warnOfSealFailure(error);
  });
  expect(warnings).toEqual([
    ["CLIENT_IP_SEAL_FAILED", unsealed("sealed-twice")],
    ["CLIENT_IP_SEAL_FAILED", unsealed("TypeError")],
    ["CLIENT_IP_SEAL_FAILED", unsealed("undefined")],
  ]);
});
