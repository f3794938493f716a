import { describe, expect, it } from "vitest";

import { readReply } from "./reply.ts";

const application = '{"clientIp":"::1","clientIpInfo":{"status":"resolved"}}';

describe("The client of the tests with real programs", () => {
  it.each([
    {
      why: "an application's",
      status: 200,
      body: application,
      is: { clientIp: "::1", status: "resolved" },
    },
    { why: "another server's, of several lines", status: 200, body: "It\nworks", is: "It\nworks" },
    { why: "empty", status: 200, body: "", is: "" },
    { why: "a refusal, whatever its body", status: 403, body: "{}", is: "HTTP 403" },
  ])("reads an answer that is $why", ({ status, body, is }) => {
    expect(readReply({ status, body })).toEqual(is);
  });

  it("calls no answer a closed connection", () => {
    expect(readReply(undefined)).toBe("connection closed");
  });
});
