import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type Cut, cutOff } from "./cut.ts";

const server = createServer();

beforeAll(() => once(server.listen(0, "127.0.0.1"), "listening"));
afterAll(() => {
  server.close();
});

/** What the server gets of ten bytes, and how its connection ends. */
async function endOf(
  cut: Omit<Cut, "pause">,
  answer = "",
  send: "write" | "end" = "write",
): Promise<object> {
  const raw = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const [[accepted]] = (await Promise.all([once(server, "connection"), once(raw, "connect")])) as [
    [Socket],
    unknown,
  ];
  const near = cutOff(raw, { ...cut, pause: 0 });
  let [received, answered, error] = ["", "", ""];
  near.on("data", (chunk) => (answered += String(chunk)));
  accepted.on("data", (chunk) => {
    received += String(chunk);
    if (received.length === 10 && answer !== "") accepted.write(answer);
  });
  accepted.on("error", ({ message }) => (error = message));
  const closed = Promise.all([
    once(near, "close"),
    new Promise((resolve) => accepted.on("close", resolve)),
  ]);
  near[send]("0123456789");
  await closed;
  return { received, answered, error };
}

describe("a connection that is cut off", () => {
  it("ends behind its last byte", async () => {
    expect(await endOf({ after: 4, by: "end" })).toEqual({
      received: "0123",
      answered: "",
      error: "",
    });
  });

  it("is reset within the answer", async () => {
    expect(await endOf({ after: 12, by: "reset" }, "abcde")).toEqual({
      received: "0123456789",
      answered: "ab",
      error: "read ECONNRESET",
    });
  });

  it("is reset where its user sends its end at that moment", async () => {
    // A reset may come before the server has read what was sent.
    expect(await endOf({ after: 10, by: "reset" }, "", "end")).toMatchObject({ answered: "" });
  });
});
