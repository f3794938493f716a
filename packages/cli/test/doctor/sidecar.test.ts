import type { Hop, Tells } from "@client-ip/core";
import { describe, expect, it } from "vitest";
import { isSidecar, UNKNOWN_IDENTITY, withSidecar } from "../../src/doctor/sidecar.ts";

const outer: Hop = { address: "10.1.0.1", tells: "x-forwarded-for" };
const pathTo = (address: string, tells: Tells): readonly Hop[] => [outer, { address, tells }];

describe("a sidecar", () => {
  it.each([
    ["127.0.0.6", true],
    ["::6", true],
    ["127.0.0.1", false],
    [undefined, false],
    [["127.0.0.6"], false],
  ])("is known by its address: %j: %j", (address, known) => {
    expect(isSidecar(address)).toBe(known);
  });

  it.each(["127.0.0.6", "::6"])(
    "at %s is a hop of its own, inside an unknown gateway",
    (address) => {
      expect(withSidecar(pathTo(address, "forwarded"))).toEqual([
        outer,
        { name: "gateway", identity: UNKNOWN_IDENTITY, tells: "forwarded" },
        { name: "sidecar", address: ["127.0.0.6", "::6"], tells: "nothing", xfcc: "last" },
      ]);
    },
  );

  it.each([
    ["it tells nothing", pathTo("127.0.0.6", "nothing")],
    ["it tells by a PROXY header", pathTo("127.0.0.6", "proxy-protocol")],
    ["it is another hop", pathTo("127.0.0.1", "x-forwarded-for")],
    ["there is no hop", []],
  ])("is none where %s", (_what, path) => {
    expect(withSidecar(path)).toEqual(path);
  });
});
