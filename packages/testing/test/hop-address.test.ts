import type { Config, Hop } from "@client-ip/core";
import { describe, expect, it } from "vitest";
import { requestThrough } from "../src/index.ts";

const lb: Hop = { name: "lb", address: "10.0.0.5", tells: "x-forwarded-for" };
const hopsAt = (...places: NonNullable<Hop["address"]>[]): Hop[] =>
  places.map((address, index) => Object.assign({}, lb, { name: `hop ${index + 1}`, address }));

describe("request-through-a-path: each hop has an address of its own", () => {
  const IPV6 = "2001:db8:1:2:3:4:5:6";
  const RANGE = "10.0.0.0/24";
  const MIXED = ["10.0.0.1", "fd00::/64"];

  it.each<[string, Config, string, string, string]>([
    [
      "a number of them, of both families",
      { hops: 5 },
      "203.0.113.7",
      "203.0.113.7, 192.0.2.1, 192.0.2.2, 192.0.2.3, 2001:db8::1",
      "127.0.0.1",
    ],
    [
      "as long as there are others",
      { hops: 6 },
      "203.0.113.7",
      "203.0.113.7, 192.0.2.1, 192.0.2.2, 192.0.2.3, 2001:db8::1, 192.0.2.1",
      "127.0.0.1",
    ],
    ["which is not the client's", { hops: 2 }, "192.0.2.1", "192.0.2.1, 192.0.2.2", "127.0.0.1"],
    [
      "of one range",
      hopsAt(RANGE, RANGE, RANGE, RANGE, RANGE),
      "203.0.113.7",
      "203.0.113.7, 10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.0",
      "10.0.0.255",
    ],
    [
      "unless there is only one",
      hopsAt("10.0.0.5", "10.0.0.5"),
      "203.0.113.7",
      "203.0.113.7, 10.0.0.5",
      "10.0.0.5",
    ],
    ["of either family", hopsAt(MIXED, MIXED), "203.0.113.7", "203.0.113.7, 10.0.0.1", "fd00::1"],
    ["of IPv6", hopsAt(IPV6, "10.0.0.5"), "203.0.113.7", `203.0.113.7, ${IPV6}`, "10.0.0.5"],
    ["the nearest on loopback", hopsAt([RANGE, "::1"]), "203.0.113.7", "203.0.113.7", "::1"],
    ["that a host can have", hopsAt(["224.0.0.0/4", IPV6]), "2001:db8::7", "2001:db8::7", IPV6],
  ])("request-through-a-path: %s", (_what, config, ip, list, remoteAddress) => {
    const headers = { "x-forwarded-for": list };
    expect(requestThrough(config, ip)).toStrictEqual({ remoteAddress, headers });
  });
});
