import { expect, it } from "vitest";
import { parseNetworks } from "../../src/config/networks.ts";
import { networkNameOf } from "../../src/walk/probable-proxy.ts";

const networks = parseNetworks({
  one: ["198.51.100.0/24", "2001:db8::/32"],
  two: ["192.0.2.7"],
  alsoTwo: ["192.0.2.7"],
});

it.each([
  ["198.51.100.9", "one"],
  ["2001:db8::9", "one"],
  ["192.0.2.7", "two"],
  ["192.0.2.8", undefined],
  ["no address", undefined],
])("probable-proxy: the network of %s is %s", (ip, name) => {
  expect(networkNameOf(networks, ip)).toBe(name);
});
