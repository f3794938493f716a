import { describe, expect, it } from "vitest";
import { refusal } from "../support/ask.ts";
import { createResolver, type Hop, LiveAddresses, type Presets } from "../../src/index.ts";
import { partsOf } from "../../src/internal.ts";

const XFF = "x-forwarded-for";
const GOOGLE: Hop = {
  name: "googleAlb",
  address: "35.191.0.0/16",
  tells: { list: XFF, appends: 2 },
};
const CLOUD_RUN: Hop = { name: "cloudRun", address: "169.254.0.0/16", tells: XFF };
const presets: Presets = {
  googleAlb: () => GOOGLE,
  cloudRun: () => CLOUD_RUN,
  edge: () => ({ name: "edge", address: "198.51.100.1", tells: XFF }),
  nginx: (options = {}) => ({ name: "nginx", address: "127.0.0.1", tells: XFF, ...options }),
};

describe("cloud-run-balancer: the hop of Google's balancer outside Cloud Run", () => {
  it.each<[said: string, config: unknown]>([
    ["'cloud-run balancer=198.51.100.10'", [GOOGLE, CLOUD_RUN]],
    ["'cloud-run balancer=198.51.100.10 > app'", "google-alb > cloud-run > app"],
    ["'edge > cloud-run balancer=198.51.100.10 > app'", "edge > google-alb > cloud-run > app"],
  ])("is refused, with %s to write: %j", (said, config) => {
    const { code, expected, given, remedy } = refusal(config, { presets });
    expect(code).toBe("cloud-run-balancer");
    expect(given).toContain("the hop of Google's balancer outside Cloud Run");
    expect(expected).toBe("the balancer's public address in the hop of Cloud Run");
    expect(remedy).toBe(
      `Write the two as one hop, with the balancer's public address: ${said}, in code cloudRun({ balancer: '198.51.100.10' }). Otherwise all clients have that address.`,
    );
  });

  it.each<[what: string, path: Hop[]]>([
    ["another balancer", [{ ...GOOGLE, name: "balancer" }, CLOUD_RUN]],
    ["one that appends one element", [{ ...GOOGLE, tells: XFF }, CLOUD_RUN]],
    ["one that appends three", [{ ...GOOGLE, tells: { list: XFF, appends: 3 } }, CLOUD_RUN]],
    ["one that sets a header", [{ ...GOOGLE, tells: { value: "x-a" } }, CLOUD_RUN]],
    ["another hop behind it", [GOOGLE, { ...CLOUD_RUN, name: "instances" }]],
    ["nothing behind it", [GOOGLE]],
    ["a hop between the two", [GOOGLE, { ...GOOGLE, name: "x", address: "10.0.0.1" }, CLOUD_RUN]],
  ])("is no mistake with %s", (_what, path) => {
    expect(() => createResolver(path)).not.toThrow();
  });
});

describe("proxy-outside-header: of a hop by name", () => {
  const balancer: Hop = { name: "balancer", address: "198.51.100.1", tells: "proxy-protocol" };

  it.each<[said: string, config: unknown]>([
    ["Write tells: 'source-address'", [balancer, { name: "nginx", address: "::1", tells: XFF }]],
    ["Leave the hop out: 'edge > nginx > app'.", "edge > balancer > nginx > app"],
  ])("says %s", (said, config) => {
    const { code, remedy } = refusal(config, {
      presets: { ...presets, balancer: () => balancer },
    });
    expect(code).toBe("proxy-outside-header");
    expect(remedy).toContain(said);
  });
});

it.each([{ value: "x-real-ip" }, { value: "true-client-ip" }] as const)(
  "header-read-twice: of %j says to use another header",
  (tells) => {
    const edge: Hop = { name: "edge", address: "198.51.100.1", tells };
    const { code, remedy } = refusal([edge, { ...edge, address: "127.0.0.1" }]);
    expect(code).toBe("header-read-twice");
    expect(remedy).toContain("Use a list, or another header");
  },
);

describe("header-read-twice: of Cloudflare's tunnel", () => {
  const edge: Hop = { name: "edge", address: "198.51.100.1", tells: { value: "cf-connecting-ip" } };

  it.each<[said: string, config: unknown]>([
    ["Write it alone: 'cloudflare-tunnel'.", [edge, { ...edge, address: "127.0.0.1" }]],
    ["Write it alone: 'tunnel > nginx > app'.", "edge > tunnel > nginx > app"],
  ])("says %s", (said, config) => {
    const tunnel = { ...edge, name: "tunnel", address: "127.0.0.2" };
    const { code, remedy } = refusal(config, {
      presets: { ...presets, edge: () => edge, tunnel: () => tunnel },
    });
    expect(code).toBe("header-read-twice");
    expect(remedy).toContain(said);
  });
});

/** Whether a required router with these fields is a wide private range. */
function isWideRange(hop: Partial<Hop>, inside: Hop[] = []): boolean {
  const router: Hop = { name: "fly", address: "172.16.0.0/12", tells: XFF, required: true };
  const { findings } = createResolver([{ ...router, ...hop }, ...inside]);
  return findings.some(({ code }) => code === "wide-private-range");
}

describe("findings-never-fatal: the range of a platform", () => {
  it.each<[Partial<Hop>, boolean, string]>([
    [{}, false, "the whole block of a platform whose router may have any of it"],
    [{ name: "railway", address: "100.64.0.0/10" }, false, "that of another"],
    [{ name: "digitalOcean", address: ["10.0.0.0/8", "172.16.0.0/12"] }, false, "two blocks"],
    [{ address: "fc00::/7" }, false, "a block of IPv6"],
    [{ name: "router" }, true, "a router of no known platform"],
    [{ required: false }, true, "one that is not required"],
    [{ address: "172.16.0.0/16" }, true, "a part of a block that begins with it"],
    [{ address: "172.31.0.0/16" }, true, "a part of a block that ends with it"],
    [{ address: ["172.16.0.0/12", "10.0.0.0/16"] }, true, "a block and a part"],
    [{ name: "router", address: "private" }, false, "every private address"],
  ])("%j is a wide range: %s (%s)", (hop, isWide) => {
    expect(isWideRange(hop)).toBe(isWide);
  });

  it("is one in front of another hop", () => {
    expect(isWideRange({}, [{ name: "nginx", address: "127.0.0.1", tells: XFF }])).toBe(true);
  });
});

describe("findings-never-fatal: private addresses as text", () => {
  it("are no finding behind the name of a hop", () => {
    expect(createResolver("nginx 10.0.0.5", { presets }).findings).toEqual([]);
  });

  it.each([
    ["10.0.0.5", "'nginx 10.0.0.5'"],
    ["10.0.0.5/32", "'nginx 10.0.0.5/32'"],
    ["fd00::5", "'nginx fd00::5'"],
  ])("%s is a single host", (text, line) => {
    const [range] = createResolver("10.0.1.0/24").findings;
    const [host] = createResolver(text).findings;
    expect(host).toMatchObject({ code: "private-range-as-text" });
    expect(host?.message).not.toBe(range?.message);
    expect(host?.remedy).toContain(line);
  });
});

/** What to write in place of a text that is wrong. */
function remedyOf(text: string): string {
  const knownWords = { render: "Write 'render any-customer'." };
  return refusal(text, { presets, knownWords }).remedy;
}

describe("a mistaken name of a hop", () => {
  it.each([
    ['nginx("10.0.0.1")', "Write 'nginx 10.0.0.1'."],
    ['clientIp("10.0.0.1")', "Write what is in the quotes alone: '10.0.0.1'."],
    ["render.com", "Write 'render any-customer'."],
    ["nginx.com", "Write 'nginx'."],
  ])("%s: %s", (text, remedy) => {
    expect(remedyOf(text)).toBe(remedy);
  });
});

it("live-list-keeps-rules: the parts of a resolver use the newest list when they are asked to", () => {
  const address = new LiveAddresses({ name: "edges", prefixes: ["192.0.2.0/24"] });
  const resolver = createResolver({ address, tells: XFF });
  const { path, refresh } = partsOf(resolver)!;
  address.update(["198.51.100.0/24"]);
  const ranges = () =>
    path.sequences.flat().map(({ address: set }) => set?.live.map(({ current }) => current.ranges));
  const before = ranges();
  refresh();
  expect(ranges()).not.toEqual(before);
});
