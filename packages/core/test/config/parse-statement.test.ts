import { describe, expect, it } from "vitest";
import type { Hop } from "../../src/index.ts";
import { parseStatement } from "../../src/config/parse-statement.ts";
import { refusal } from "../support/ask.ts";

describe("outermost-states-scheme: a hop", () => {
  it("sets the header that it names", () => {
    const statement = { action: "sets", header: "x-forwarded-proto" };
    expect(parseStatement("proto", "X-Forwarded-Proto")).toEqual(statement);
    expect(parseStatement("proto", { sets: "X-Forwarded-Proto" })).toEqual(statement);
  });

  it.each(["appends", "passes", "drops"])("%s it, if it says so", (action) => {
    const header = "x-forwarded-host";
    expect(parseStatement("host", { [action]: header })).toEqual({ action, header });
  });

  it("states a scheme; as a host it would be a header", () => {
    expect(parseStatement("proto", "https")).toEqual({ action: "states", value: "https" });
    expect(parseStatement("host", "https")).toEqual({ action: "sets", header: "https" });
  });

  it.each([
    ["proto", "'http', 'https', a header's name, or one of { sets }"],
    ["host", "a header's name, or one of { sets }"],
  ])("is told what %s may be", (field, forms) => {
    const hop = { address: "10.0.0.1", tells: "x-forwarded-for", [field]: null };
    const { given, expected } = refusal(hop);
    expect(given).toBe(`${field}: null`);
    expect(expected.startsWith(forms)).toBe(true);
  });

  it.each([
    ["bad-field", { proto: 1 }],
    ["bad-field", { host: null }],
    ["bad-field", { proto: {} }],
    ["bad-field", { proto: { sets: "a", drops: "b" } }],
    ["bad-field", { proto: { set: "a" } }],
    ["bad-field", { host: "forwarded" }],
    ["bad-header-name", { proto: "x forwarded" }],
    ["bad-header-name", { proto: { sets: 1 } }],
    ["singleton-header", { host: "Host" }],
  ])("is refused with %s for %j", (code, wrong) => {
    const hop = { address: "10.0.0.1", tells: "x-forwarded-for", ...wrong } as unknown as Hop;
    expect(refusal(hop).code).toBe(code);
  });
});
