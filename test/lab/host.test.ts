import { expect, test } from "vitest";

import { readAnswer } from "./host.ts";

test.each([
  { why: "an application's", status: "200", text: '{"clientIp":"::1"}', is: { clientIp: "::1" } },
  { why: "another server's, of several lines", status: "200", text: "It\nworks", is: "It\nworks" },
  { why: "empty", status: "200", text: "", is: "" },
  { why: "a refusal, whatever it says", status: "403", text: "{}", is: "HTTP 403" },
])("The laboratory reads an answer that is $why", ({ status, text, is }) => {
  expect(readAnswer(status, text)).toEqual(is);
});
