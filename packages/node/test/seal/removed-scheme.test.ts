import { describe, expect, it, vi } from "vitest";
import { seen } from "./serving.ts";

const LINES = ["X-Forwarded-For: 203.0.113.7", "X-Forwarded-Proto: https"];

/** The warnings of requests with these lines. */
async function warnings(
  requests: readonly (readonly string[])[],
  keep?: readonly string[],
): Promise<readonly string[]> {
  const emitWarning = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  try {
    for (const lines of requests) {
      await seen(lines, { onUnresolved: "peer", ...(keep === undefined ? {} : { keep }) });
    }
    return emitWarning.mock.calls
      .map(([message]) => String(message))
      .filter((message) => message.includes("The seal removed"));
  } finally {
    emitWarning.mockRestore();
  }
}

describe("scheme-removed: X-Forwarded-Proto of a recognized hop", () => {
  it("is no reason to warn if keep says what is needed", async () => {
    expect(await warnings([LINES], [])).toEqual([]);
    expect(await warnings([LINES], ["x-forwarded-proto"])).toEqual([]);
  });

  it("is removed with one warning, which has the line to write", async () => {
    const [warning, ...more] = await warnings([LINES, LINES]);
    expect(more).toEqual([]);
    expect(warning).toContain('came through "nginx"');
    expect(warning).toContain('or keep: ["x-forwarded-proto"]');
    expect(warning).not.toContain("https");
  });

  it("has a warning of its own for the host", async () => {
    const [warning] = await warnings([[...LINES, "X-Forwarded-Host: evil.test"]]);
    expect(warning).toContain("X-Forwarded-Host");
  });
});
