import { describe, expect, it } from "vitest";
import { refusal } from "../support/ask.ts";
import { createResolver, LiveAddresses } from "../../src/index.ts";
import type { ResolverOptions } from "../../src/index.ts";

const refusedOptions = (options: unknown): string =>
  refusal("direct", options as ResolverOptions).message;
const reserved = ["240.10.0.0/16"];
const live = new LiveAddresses({ name: "edges", prefixes: ["240.0.0.0/8"] });
const client = { peer: "240.10.1.2", rawHeaders: [] };

describe("options-of-a-path", () => {
  const hop = { address: "10.0.0.1", tells: "x-forwarded-for" } as const;
  it.each<[string, () => ReturnType<typeof createResolver>]>([
    ["nothing configured", () => createResolver(undefined, { reserved })],
    ["text", () => createResolver("loopback", { reserved })],
    ["direct", () => createResolver("direct", { reserved })],
    ["a hop", () => createResolver(hop, { reserved })],
    ["beside path", () => createResolver({ path: [hop], reserved })],
    ["beside path, one text", () => createResolver({ path: [hop], reserved: "240.10.0.0/16" })],
    ["in JSON", () => createResolver(JSON.stringify({ path: [hop], reserved }))],
    [
      "the argument counts",
      () => createResolver({ path: [hop], reserved: "241.0.0.0/8" }, { reserved }),
    ],
  ])("options-of-a-path: for %s", (_form, create) => {
    expect(create().clientIp(client)).toBe("240.10.1.2");
  });

  it("options-of-a-path: for a number of hops, in both places", () => {
    const request = { peer: "10.0.0.1", rawHeaders: ["X-Forwarded-For", "240.10.1.2"] };
    expect(createResolver({ hops: 1 }, { reserved }).clientIp(request)).toBe("240.10.1.2");
    expect(createResolver({ hops: 1, reserved }).clientIp(request)).toBe("240.10.1.2");
    expect(createResolver("hops=1", { reserved }).clientIp(request)).toBe("240.10.1.2");
  });

  it.each([
    [{ reservd: reserved }, /^\[unknown-field\].*resolver's options.*Write "reserved"\.$/],
    [{ reserved: undefined }, /^\[bad-field\] given reserved: undefined/],
    [{ reserved: 240 }, /^\[bad-field\].*\["240\.10\.0\.0\/16"\]/],
    [{ reserved: [] }, /^\[bad-address\]/],
    [{ reserved: ["240.10.0.1/16"] }, /^\[host-bits\]/],
    [{ reserved: ["239.255.255.255"] }, /^\[bad-field\]/],
    [{ reserved: ["239.0.0.0/8"] }, /^\[bad-field\].*ranges inside 240\.0\.0\.0\/4/],
    [{ reserved: ["224.0.0.0/3"] }, /^\[bad-field\]/],
    [{ reserved: ["240.0.0.0/8", "fd00::/8"] }, /^\[bad-field\]/],
    [{ reserved: "any" }, /^\[bad-field\]/],
    [{ reserved: ["240.0.0.0/8", "unix"] }, /^\[bad-field\]/],
    [{ reserved: ["240.0.0.0/8", "127.0.0.6"] }, /^\[bad-field\]/],
    [{ reserved: ["240.0.0.0/8", live] }, /^\[bad-field\]/],
    ["240.0.0.0/8", /^\[config-type\] given options: "240\.0\.0\.0\/8"/],
    [null, /^\[config-type\] given options: null, expected an object\./],
    [reserved, /^\[config-type\]/],
  ])("options-of-a-path: %j is refused", (options, message) => {
    expect(refusedOptions(options)).toMatch(message);
  });

  it.each([
    [{ path: [hop], reservd: reserved }, 'field "reservd" of a configuration'],
    [{ path: [hop], presets: {} }, 'field "presets" of a configuration'],
    [{ hops: 1, reservd: reserved }, 'field "reservd" of a hop count'],
    [{ path: [hop], reserved: ["10.0.0.0/8"] }, "inside 240.0.0.0/4"],
  ])("options-of-a-path: beside a path, %j is refused", (config, message) => {
    expect(refusal(config).message).toContain(message);
  });
});
