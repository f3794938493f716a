import { expectedOf, readAll } from "../../../packages/core/test/support/forwarded-reference.ts";
import { same, type Target } from "../target.ts";

/** The reader gives up beyond; the reference does not. */
const MAX = 250;

export const forwarded: Target = {
  name: "forwarded",
  guidedBy: ["core/src/headers/forwarded"],
  seeds: [
    "for=192.0.2.1",
    'for="[2001:db8::1]:443";proto=https, for=203.0.113.7;by=_x',
    'For=unknown\nfor="_a"',
    'host="a,b";for=192.0.2.1',
    "for=192.0.2.1;;proto=http",
  ],
  tokens: [
    "for=",
    "FOR=",
    '"',
    "\\",
    ",",
    ";",
    "=",
    " ",
    "\t",
    "\n",
    "[",
    "]",
    "_a",
    "unknown",
    ":80",
    "by=1",
    "host=a",
    "proto=https",
    "192.0.2.1",
    "2001:db8::1",
  ],
  check: (input) => {
    const lines = input
      .slice(0, MAX)
      .split("\n")
      .map((line) => line.replaceAll(/[^\t\u0020-\u007e]/g, ""));
    same("what RFC 7239 says of each element", readAll(lines), expectedOf(lines));
  },
};
