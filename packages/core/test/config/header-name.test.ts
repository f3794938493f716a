import { describe, expect, it } from "vitest";
import { headerName } from "../../src/config/header-name.ts";
import { KEPT_ONCE } from "../support/ask.ts";

describe("a header name", () => {
  it.each(KEPT_ONCE)(
    "%s is none that a hop can use: Node does not show every line of it by a comma",
    (name) => {
      expect(() => headerName(name)).toThrow(/\[singleton-header\]/);
      expect(() => headerName(name.toUpperCase())).toThrow(/\[singleton-header\]/);
      expect(headerName(`x-${name}`)).toBe(`x-${name}`);
    },
  );

  it("is one token of RFC 9110 5.1, character by character", () => {
    const allowed = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (let code = 0; code < 256; code++) {
      const char = String.fromCharCode(code);
      for (const name of [char, `x${char}`, `${char}x`]) {
        let read: string | undefined;
        try {
          read = headerName(name);
        } catch {
          read = undefined;
        }
        expect(read).toBe(allowed.includes(char) ? name.toLowerCase() : undefined);
      }
    }
  });
});
