import { expect, it } from "vitest";
import { networkOf } from "../../src/warnings/network.ts";

it.each([
  ["10.1.2.3", "10.1.2.0/24"],
  ["127.0.0.1", "127.0.0.0/24"],
  ["::1", "::/64"],
  ["::", "::/64"],
  ["fd00::1", "fd00::/64"],
  ["fd00:1:2:3:4:5:6:7", "fd00:1:2:3::/64"],
  ["fd00:1:2:3::", "fd00:1:2:3::/64"],
  ["fd00:0:0:3::1", "fd00:0:0:3::/64"],
  // The pair of colons stands for zeros on both sides of the border.
  ["fd00:1::7", "fd00:1::/64"],
  ["fd00::4:5:6:7:8", "fd00:0:0:4::/64"],
  ["::3:4:5:6:7:8", "0:0:3:4::/64"],
  ["unix", "unix"],
])("networkOf(%s) is %s", (peer, network) => {
  expect(networkOf(peer)).toBe(network);
});
