import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { overrideRemoteAddress } from "../../src/accept/remote-address.ts";
import { createResolver } from "../../src/index.ts";
import type { ProxyHeader } from "../../src/proxy-protocol.ts";

const resolver = createResolver({ address: "10.0.0.1", tells: "proxy-protocol" });
const header: ProxyHeader = {
  version: 2,
  command: "PROXY",
  family: "INET",
  transport: "STREAM",
  source: { address: "203.0.113.7", port: 40_001 },
  destination: { address: "192.0.2.1", port: 443 },
  tlvs: [],
};
const NAMES = ["remoteAddress", "remotePort", "remoteFamily"];

/** What a socket of the hop says of its other end after these headers. */
function overridden(...headers: ProxyHeader[]): Record<string, unknown> {
  const socket = new Socket();
  for (const [name, value] of [
    ["remoteAddress", "10.0.0.1"],
    ["remotePort", 4711],
  ] as const) {
    Object.defineProperty(socket, name, { configurable: true, value });
  }
  overrideRemoteAddress(socket, headers, resolver);
  return Object.fromEntries(
    NAMES.map((name) => [name, Object.getOwnPropertyDescriptor(socket, name)]),
  );
}

const property = (value: unknown): PropertyDescriptor => ({
  configurable: true,
  enumerable: true,
  value,
  writable: false,
});

describe("overrideRemoteAddress", () => {
  it.each<[string, ProxyHeader, string]>([
    ["IPv4", header, "IPv4"],
    ["IPv6", { ...header, family: "INET6", source: { address: "2001:db8::7", port: 1 } }, "IPv6"],
  ])("makes own properties of the source's address, port and family: %s", (_, given, family) => {
    expect(overridden(given)).toEqual({
      remoteAddress: property(given.source?.address),
      remotePort: property(given.source?.port),
      remoteFamily: property(family),
    });
  });

  it("counts no request", () => {
    const { requests } = resolver.stats();
    overridden(header);
    expect(resolver.stats().requests).toBe(requests);
  });

  it("takes the outermost of several headers", () => {
    const outer = { ...header, source: { address: "198.51.100.9", port: 9 } };
    expect(overridden(header, outer)["remoteAddress"]).toEqual(property("198.51.100.9"));
  });

  it.each<[string, ProxyHeader[]]>([
    ["no header", []],
    [
      "a header without a source",
      [{ version: 2, command: "LOCAL", family: "UNSPEC", transport: "UNSPEC", tlvs: [] }],
    ],
    [
      "a path of a unix socket",
      [{ ...header, family: "UNIX", source: { address: "/run/a", port: 0 } }],
    ],
    ["an address that no host has", [{ ...header, source: { address: "0.0.0.0", port: 1 } }]],
  ])("leaves the peer's address with %s", (_, headers) => {
    expect(overridden(...headers)).toMatchObject({
      remoteAddress: { value: "10.0.0.1" },
      remotePort: { value: 4711 },
      remoteFamily: undefined,
    });
  });
});
