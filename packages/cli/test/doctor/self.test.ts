import { describe, expect, it } from "vitest";
import { canBeSelf, cdnOf, isSelf, type Standpoint } from "../../src/doctor/self.ts";

const CLOUDFLARE = "172.70.3.4";
const at = (local: string | undefined, more: Partial<Standpoint> = {}): Standpoint => ({
  told: undefined,
  local,
  remote: "203.0.113.1",
  ...more,
});

describe("the doctor's own address", () => {
  it.each<[boolean, string, Standpoint]>([
    [true, "198.51.100.7", at("198.51.100.7")],
    [false, "198.51.100.8", at("198.51.100.7")],
    [false, "127.0.0.1", at("127.0.0.1")],
    [false, "::1", at("::1")],
    [true, "127.0.113.7", at("127.0.113.7")],
    [true, "198.51.100.9", at("198.51.100.7", { told: "198.51.100.9" })],
    [false, "198.51.100.7", at("198.51.100.7", { told: "198.51.100.9" })],
  ])("is certain: %j, %s at %j", (certain, address, standpoint) => {
    expect(isSelf(address, standpoint)).toBe(certain);
  });

  it.each<[boolean, string, string, Standpoint]>([
    [true, "it connects from it", "127.0.0.1", at("127.0.0.1")],
    [true, "a translator gave it", "8.8.8.8", at("192.168.1.2")],
    [
      true,
      "a translator gave it, of an unknown remote",
      "8.8.8.8",
      at("10.0.0.2", { remote: undefined }),
    ],
    [true, "a translator gave it, of IPv6", "2a00::1", at("fd00::2")],
    [false, "a translator gives no private one", "10.1.0.1", at("192.168.1.2")],
    [
      false,
      "none is needed in a private network",
      "8.8.8.8",
      at("10.0.0.2", { remote: "10.0.0.9" }),
    ],
    [false, "a public one is not translated", "8.8.8.8", at("9.9.9.9")],
    [false, "a CDN has it", CLOUDFLARE, at("192.168.1.2")],
    [false, "a unix socket has none", "unix", at("192.168.1.2")],
    [false, "it is not known from where it connects", "8.8.8.8", at(undefined)],
    [true, "it was told", "8.8.8.8", at("9.9.9.9", { told: "8.8.8.8" })],
    [false, "another was told", "9.9.9.9", at("9.9.9.9", { told: "8.8.8.8" })],
    [true, "it was told, though a CDN has it", CLOUDFLARE, at("9.9.9.9", { told: CLOUDFLARE })],
  ])("is possible: %j, %s: %s at %j", (possible, _why, address, standpoint) => {
    expect(canBeSelf(address, standpoint)).toBe(possible);
  });

  it("is not a CDN's", () => {
    expect(cdnOf(CLOUDFLARE)).toBe("cloudflare");
    expect(cdnOf("8.8.8.8")).toBeUndefined();
  });
});
