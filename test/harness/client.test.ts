import { duplexPair } from "node:stream";

import { describe, expect, it } from "vitest";

import { conversation } from "./client.ts";
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

const answer = (body: string): string =>
  `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

describe("A conversation", () => {
  it("has an answer for each of its pipelined requests, however they are cut", async () => {
    const [near, far] = duplexPair();
    const ask = conversation(near);
    const answers = Promise.all([ask("1"), ask("2"), ask("3")]);
    const whole = answer("one") + answer("") + answer("three");
    for (const piece of [whole.slice(0, 45), whole.slice(45, 99), whole.slice(99)])
      far.write(piece);
    expect(await answers).toEqual([
      { status: 200, body: "one" },
      { status: 200, body: "" },
      { status: 200, body: "three" },
    ]);
  });

  it("has no answer where the connection ends within it", async () => {
    const [near, far] = duplexPair();
    const answered = conversation(near)("1");
    far.end(answer("one").slice(0, -1));
    expect(await answered).toBeUndefined();
  });

  it("has an answer that says no length as far as it goes", async () => {
    const [near, far] = duplexPair();
    const answered = conversation(near)("1");
    far.end("HTTP/1.1 403 Forbidden\r\n\r\nno");
    expect(await answered).toEqual({ status: 403, body: "no" });
  });
});
