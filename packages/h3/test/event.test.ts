import { describe, expect, it } from "vitest";
import { consumedPath, urlOf } from "../src/event.ts";

const node = { req: { originalUrl: "/a/b/?c", url: "/b/?c" } };

describe("the part of the path that mounts have consumed", () => {
  it.each<[string, string | undefined, object]>([
    ["by the path of h3 1", "/a", { path: "/b?c", node }],
    ["by the URL of h3 2", "/a", { url: new URL("http://a.test/b?c"), node }],
    [
      "also if the query is empty",
      "/a",
      { url: new URL("http://a.test/b"), node: { req: { url: "/a/b?" } } },
    ],
    ["is nothing at the top", "", { path: "/a/b", node }],
    ["is unknown if the path is written in two ways", undefined, { path: "/%62", node }],
    ["is unknown if the event tells no path", undefined, { node }],
    ["is unknown if Node's request has no URL", undefined, { path: "/b", node: { req: {} } }],
  ])("%s: %s", (_, consumed, event) => {
    expect(consumedPath(event, urlOf(event))).toBe(consumed);
  });
});
