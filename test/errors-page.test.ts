import { ClientIpError } from "@client-ip/core";
import { describe, expect, it } from "vitest";
import { anchorOf, renderErrors, SECTIONS } from "./errors-page.ts";

const codes = SECTIONS.flatMap(({ entries }) => entries.map(({ code }) => code));

describe("docs/errors.md", () => {
  it("is written from the codes", async () => {
    await expect(renderErrors()).toMatchFileSnapshot("../docs/errors.md");
  });

  it("has one heading for each code", () => {
    const headings = [...renderErrors().matchAll(/^### `(\w[\w-]*)`$/gm)].map(([, code]) => code);
    expect(headings).toEqual(codes);
    expect(new Set(codes.map((code) => anchorOf(code))).size).toBe(codes.length);
  });

  it.each(codes.filter((code) => code === anchorOf(code)))(
    "has the heading that an error's help points to: %s",
    (code) => {
      const { help } = new ClientIpError<string>({ code, given: "", expected: "", remedy: "" });
      expect(help).toMatch(new RegExp(`/docs/errors\\.md#${code}$`));
    },
  );
});
