import { CommandError, readRequest } from "@client-ip/cli/request-text";
import { kept, same, type Target } from "../target.ts";

const SECRET = "hunter2-hunter2";

export const requestText: Target = {
  name: "request-text",
  guidedBy: ["cli/src/request-text/"],
  seeds: [
    `curl -H 'Cookie: ${SECRET}' http://a.example`,
    `> GET / HTTP/1.1\n> Host: a\n> Cookie: ${SECRET}\n>`,
    `GET / HTTP/1.1\r\nHost: a\r\nCookie: ${SECRET}\r\n\r\n`,
    `{"rawHeaders":["Cookie","${SECRET}"]}`,
    `{"log":{"entries":[{"request":{"headers":[{"name":"a","value":"${SECRET}"}]}}]}}`,
    "PROXY TCP4 1.1.1.1 2.2.2.2 1 2\r\nA: b",
  ],
  tokens: [
    "curl ",
    "-H ",
    "'",
    '"',
    "$'",
    "\\",
    "\n",
    "\r\n",
    "> ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    '"log"',
    '"headers"',
    '"rawHeaders"',
    "--url",
    "^",
    "`",
    "$",
    "\0",
  ],
  check: (text) => {
    try {
      const { rawHeaders, format } = readRequest(text, { entry: 1 });
      kept("names and values in turn", rawHeaders.length % 2 === 0);
      const names = rawHeaders.filter((_, index) => index % 2 === 0);
      kept(
        "names that are tokens",
        names.every((name) => /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/.test(name)),
      );
      kept(
        "values of one line",
        rawHeaders.every((one) => !/[\0\r\n]/.test(one)),
      );
      const lines = names.map((name, index) => `${name}: ${rawHeaders[2 * index + 1]}`);
      const again = readRequest(["GET / HTTP/1.1", ...lines, "", ""].join("\r\n"));
      if (format !== "http") same("the same lines as raw HTTP", again.rawHeaders, rawHeaders);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      kept("an error that quotes no value", !error.message.includes(SECRET));
    }
  },
};
