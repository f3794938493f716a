import { encode } from "@client-ip/proxy-protocol";
import { describe, expect, it } from "vitest";
import {
  connectTlsWithProxyHeader,
  connectWithProxyHeader,
  type ProxiedClient,
  proxyProtocolAgent,
  proxyProtocolConnector,
  proxyProtocolSecureAgent,
  type ProxyHeader,
} from "../../src/proxy-protocol.ts";
import { proxyHeaderBytes } from "../../src/send/header.ts";

const v4 = { address: "198.51.100.7", port: 40_001 };
const v6 = { address: "2001:db8::7", port: 40_002 };

function line(client: Omit<ProxiedClient, "version">): string {
  return String(Buffer.from(proxyHeaderBytes({ ...client, version: 1 })));
}

describe("a sender's header", () => {
  it.each<[string, Omit<ProxiedClient, "version">, string]>([
    [
      "two ends of IPv4",
      { source: v4, destination: { address: "192.0.2.1", port: 443 } },
      "TCP4 198.51.100.7 192.0.2.1 40001 443",
    ],
    [
      "two ends of IPv6",
      { source: v6, destination: { address: "2001:db8::1", port: 443 } },
      "TCP6 2001:db8::7 2001:db8::1 40002 443",
    ],
    [
      "IPv4 as a listener for both families shows it",
      {
        source: { address: "::ffff:198.51.100.7", port: 0 },
        destination: { address: "::FFFF:192.0.2.1", port: 443 },
      },
      "TCP4 198.51.100.7 192.0.2.1 0 443",
    ],
    [
      "a client of IPv4 that connected to an address of IPv6",
      { source: v4, destination: v6 },
      "TCP6 ::ffff:198.51.100.7 2001:db8::7 40001 40002",
    ],
    [
      "a client of IPv6 that connected to an address of IPv4",
      { source: v6, destination: v4 },
      "TCP6 2001:db8::7 ::ffff:198.51.100.7 40002 40001",
    ],
    [
      "an end without a port, which is 0 as any unknown one",
      { source: { address: "198.51.100.7" } as ProxiedClient["source"], destination: v4 },
      "TCP4 198.51.100.7 198.51.100.7 0 40001",
    ],
    [
      "an address of IPv6 that ends like IPv4",
      { source: { address: "64:ff9b::ffff:192.0.2.7", port: 1 }, destination: v6 },
      "TCP6 64:ff9b::ffff:192.0.2.7 2001:db8::7 1 40002",
    ],
    [
      "an empty zone",
      { source: { address: "fe80::7%", port: 1 }, destination: v6 },
      "TCP6 fe80::7 2001:db8::7 1 40002",
    ],
    [
      "a zone, which has no meaning on another machine",
      { source: { address: "fe80::7%eth0", port: 1 }, destination: v6 },
      "TCP6 fe80::7 2001:db8::7 1 40002",
    ],
  ])("names %s", (_about, client, words) => {
    expect(line(client)).toBe(`PROXY ${words}\r\n`);
  });

  it("is of version 2 by default, with the TLVs", () => {
    const tlvs = [{ type: 5, value: Buffer.from("connection 1") }];
    const header: ProxyHeader = {
      version: 2,
      command: "PROXY",
      family: "INET",
      transport: "STREAM",
      source: v4,
      destination: v4,
      tlvs,
    };
    expect(proxyHeaderBytes({ source: v4, destination: v4, tlvs })).toEqual(encode(header));
    expect(proxyHeaderBytes(header)).toEqual(encode(header));
    const ofV6: ProxyHeader = { ...header, family: "INET6", source: v6, destination: v6, tlvs: [] };
    expect(proxyHeaderBytes({ source: v6, destination: v6 })).toEqual(encode(ofV6));
  });

  it("can be LOCAL, for a connection of this process itself", () => {
    const local: ProxyHeader = {
      version: 2,
      command: "LOCAL",
      family: "UNSPEC",
      transport: "UNSPEC",
      tlvs: [],
    };
    expect(proxyHeaderBytes(local)).toEqual(encode(local));
  });
});

const senders: [string, (client: ProxiedClient) => unknown][] = [
  ["proxyProtocolAgent", (client) => proxyProtocolAgent(client)],
  ["proxyProtocolSecureAgent", (client) => proxyProtocolSecureAgent(client)],
  ["proxyProtocolConnector", (client) => proxyProtocolConnector(client)],
  ["connectWithProxyHeader", (client) => connectWithProxyHeader(client, { port: 0 })],
];

const wrong: [string, unknown, string][] = [
  ["no source", { destination: v4 }, "encode-address"],
  ["no destination", { source: v4 }, "encode-address"],
  ["an address alone", "203.0.113.9", "encode-address"],
  ["a missing client", undefined, "encode-address"],
  ["null for a client", null, "encode-address"],
  ["an end in one text", { source: "203.0.113.9:1", destination: v4 }, "encode-address"],
  ["a misspelt field", { source: v4, destination: v4, tlv: [] }, "unknown-field"],
  ["an unresolved client", { source: { port: 1 }, destination: v4 }, "encode-address"],
  ["a name", { source: { address: "localhost", port: 1 }, destination: v4 }, "encode-address"],
  [
    "a zone of IPv4",
    { source: { address: "198.51.100.7%eth0", port: 1 }, destination: v4 },
    "encode-address",
  ],
  ["a port that is none", { source: { ...v4, port: 65_536 }, destination: v4 }, "encode-port"],
  ["a version that is none", { source: v4, destination: v4, version: 3 }, "encode-version"],
  [
    "TLVs in version 1",
    { source: v4, destination: v4, version: 1, tlvs: [{ type: 5, value: Buffer.of(1) }] },
    "encode-tlv",
  ],
];

describe.each(senders)("%s", (_name, send) => {
  it.each(wrong)("refuses %s before anything is opened", (_about, client, code) => {
    expect(() => send(client as ProxiedClient)).toThrow(expect.objectContaining({ code }));
  });
});

it.each(wrong)("connectTlsWithProxyHeader rejects %s", async (_about, client, code) => {
  const connecting = connectTlsWithProxyHeader(client as ProxiedClient, { port: 0 });
  await expect(connecting).rejects.toMatchObject({ code });
});

describe("an error of a sender", () => {
  it.each([
    ["source", { source: "203.0.113.9", destination: v4 }],
    ["source", { source: { port: 1 }, destination: v4 }],
    ["destination", { source: v4 }],
  ])("says that it is the %s, and what it should be", (which, client) => {
    expect(() => proxyHeaderBytes(client as unknown as ProxiedClient)).toThrow(
      `given a ${which} that is no { address, port }`,
    );
  });

  it.each([
    ["::ffff:.1", "::ffff:.1"],
    [":%eth0", ":"],
    ["fe80::7%a\nb", String.raw`fe80::7%a\nb`],
  ])("quotes an address that is none, without its zone: %j", (address, quoted) => {
    const source = { address, port: 1 };
    expect(() => proxyHeaderBytes({ source, destination: v4 })).toThrow(`given "${quoted}"`);
  });
});

/** As `net.connect` takes them: the host would be lost, and localhost be asked. */
it.each([4403, "/run/app.sock", undefined, null])(
  "connectWithProxyHeader takes its target as an object, not as %o",
  async (to) => {
    const connect = connectWithProxyHeader as (...given: unknown[]) => unknown;
    const connectTls = connectTlsWithProxyHeader as (...given: unknown[]) => Promise<unknown>;
    const client = { source: v4, destination: v4 };
    const expected = { name: "ClientIpError", code: "config-type", expected: "an object" };
    expect(() => connect(client, to, "127.0.0.2")).toThrow(expect.objectContaining(expected));
    await expect(connectTls(client, to)).rejects.toMatchObject(expected);
  },
);
