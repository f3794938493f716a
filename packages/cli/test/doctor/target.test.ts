import { describe, expect, it } from "vitest";
import { targetOf } from "../../src/doctor/target.ts";

type Resolve = Parameters<typeof targetOf>[1];

const resolvesTo = (address: string, family: number) =>
  (async () => ({ address, family })) as unknown as Resolve;
const fails = (() => Promise.reject(new Error("ENOTFOUND"))) as unknown as Resolve;

/** On Linux the doctor has a loopback address of its own. */
const own = process.platform === "linux" ? "127.0.113.7" : undefined;

describe("targetOf", () => {
  it.each([
    ["https://a.example", "https://a.example/client-ip-diagnostics"],
    ["https://a.example/", "https://a.example/client-ip-diagnostics"],
    ["https://a.example:8443/b/c", "https://a.example:8443/b/c"],
  ])("takes %s for %s", async (text, url) => {
    const target = await targetOf(text, resolvesTo("203.0.113.7", 4));
    expect({ ...target, url: target.url.href }).toEqual({
      url,
      host: "a.example",
      address: "203.0.113.7",
      family: 4,
      from: undefined,
    });
  });

  it.each([
    ["https://203.0.113.7", { address: "203.0.113.7", family: 4, from: undefined }],
    [
      "https://[2001:db8::7]/a",
      { host: "2001:db8::7", address: "2001:db8::7", family: 6, from: undefined },
    ],
    ["http://127.0.0.9:3000", { address: "127.0.0.9", family: 4, from: own }],
    ["http://[::1]:3000", { address: "::1", family: 6, from: undefined }],
    ["https://127.0.0.1", { address: "127.0.0.1", family: 4, from: own }],
  ])("takes the address in %s", async (text, target) => {
    expect(await targetOf(text, fails)).toMatchObject(target);
  });

  it("takes the address of a name, also of IPv6", async () => {
    expect(await targetOf("https://a.example", resolvesTo("2001:db8::7", 6))).toMatchObject({
      address: "2001:db8::7",
      family: 6,
    });
  });

  it.each([
    ["a.example", "what is no URL", "a URL, such as https://app.example"],
    ["ftp://a.example", "a URL that begins with ftp:", "https, or http to this machine"],
    ...[
      "https://b@a.example",
      "https://:c@a.example",
      "https://a.example?b",
      "https://a.example#b",
    ].map((text) => [
      text,
      "a URL with a user, a query or a fragment",
      "the scheme, the host and the path",
    ]),
    ...["203.0.113.7", "203.0.127.1", "2001:db8::1", "::12"].map((address) => [
      "http://a.example",
      `plain HTTP to ${address}`,
      "https, since the token would be readable on its way",
      address,
    ]),
  ])("refuses %s: %s", async (text = "", given = "", expected = "", address = "203.0.113.7") => {
    await expect(targetOf(text, resolvesTo(address, 4))).rejects.toThrow(
      expect.objectContaining({ code: "doctor-url", given, expected }),
    );
  });

  it("refuses a host without an address", async () => {
    await expect(targetOf("https://a.example", fails)).rejects.toThrow(
      expect.objectContaining({
        code: "doctor-url",
        given: "the host a.example, which has no address",
        expected: "a host that can be reached from here",
      }),
    );
  });
});
