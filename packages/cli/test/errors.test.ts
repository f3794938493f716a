import { ClientIpError } from "@client-ip/core";
import { describe, expect, it } from "vitest";
import { COMMAND_ERROR_CODES } from "../src/error-codes.ts";
import { CommandError } from "../src/index.ts";

describe("CommandError", () => {
  it("is one for every copy of the package", () => {
    const texts = { code: "command-usage", given: "a", expected: "b", remedy: "c" } as const;
    const error = new CommandError(texts);
    expect(error).toBeInstanceOf(ClientIpError);
    expect(error).toMatchObject({ ...texts, name: "CommandError" });
    const ofAnotherCopy = { [Symbol.for("@client-ip CommandError")]: true };
    expect(ofAnotherCopy).toBeInstanceOf(CommandError);
    expect(new ClientIpError({ ...texts, code: "config-type" })).not.toBeInstanceOf(CommandError);
  });

  it.each(Object.entries(COMMAND_ERROR_CODES))(
    "has texts for docs/errors.md: %s",
    (_code, { when, remedy }) => {
      expect(when).toMatch(/^\S.+\.$/);
      expect(remedy).toMatch(/^\S.+\.$/);
    },
  );
});
