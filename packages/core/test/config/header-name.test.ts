import { connect } from "node:http2";
import { Duplex } from "node:stream";
import { afterAll, describe, expect, it } from "vitest";
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

  const silent = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  const session = connect("http://localhost", { createConnection: () => silent });
  afterAll(() => session.destroy());

  it.each([
    "access-control-allow-credentials",
    "access-control-max-age",
    "access-control-request-method",
    "content-encoding",
    "content-language",
    "content-location",
    "content-md5",
    "content-range",
    "date",
    "dnt",
    "if-match",
    "if-none-match",
    "if-range",
    "range",
    "tk",
    "upgrade-insecure-requests",
    "x-content-type-options",
  ])("%s is none that a hop can use: Node takes it once over HTTP/2", (name) => {
    const twice = { code: "ERR_HTTP2_HEADER_SINGLE_VALUE" };
    expect(() => session.request({ [name]: ["1", "2"] })).toThrow(expect.objectContaining(twice));
    expect(() => headerName(name)).toThrow(/\[singleton-header\]/);
  });

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
