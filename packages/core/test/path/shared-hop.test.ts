import { describe, expect, it } from "vitest";
import { ask, refusal } from "../support/ask.ts";
import type { Config, Hop } from "../../src/index.ts";
import { createResolver, oneOf } from "../../src/index.ts";

const cdn: Hop = {
  name: "edge",
  address: "198.51.100.0/25",
  shared: true,
  tells: { value: "edge-client" },
};
const lb: Hop = { name: "lb", address: "10.0.1.1", tells: "x-forwarded-for" };
const secret = { header: "x-origin", value: "correct-horse-battery-staple" };
const sidecar: Hop = { name: "sidecar", address: "127.0.0.6", tells: "nothing", xfcc: "only" };

describe("shared-hop-unproven: a hop whose addresses all customers of a vendor share", () => {
  it.each<[string, Config]>([
    ["alone", cdn],
    ["with a balancer inside", [cdn, lb]],
    ["required", { ...cdn, required: true }],
    ["in one of several entry points", [oneOf(cdn, lb)]],
    ["in JSON", JSON.stringify(cdn)],
    ["which does not say that any customer is believed", { ...cdn, anyCustomer: false }],
  ])("shared-hop-unproven: %s", (_where, config) => {
    expect(refusal(config)).toMatchObject({
      code: "shared-hop-unproven",
      given: expect.stringContaining("that all customers of the vendor share") as unknown,
    });
  });

  it("shared-hop-unproven: shows both ways out, the secret first", () => {
    expect(refusal(cdn).remedy).toMatch(
      /^Let .*\{ name: "edge", …, secret: \{ header: "x-origin-secret", value: SECRET \} \}, or in text secret=env:ORIGIN_SECRET.* name any client.*\{ name: "edge", …, anyCustomer: true \}, or in text any-customer\.$/,
    );
    expect(refusal({ ...cdn, name: "cloudflare" }).remedy).toMatch(
      /cloudflare\(\{ secret: \{.*cloudflare\(\{ anyCustomer: true \}\), or in text any-customer\.$/,
    );
  });

  describe("shared-hop-unproven: a path in text is shown as text", () => {
    const presets = {
      cloudflare: (): Hop => ({ ...cdn, name: "cloudflare" }),
      edgeOne: (given: Partial<Hop> = {}): Hop => ({ ...cdn, name: "edgeOne", ...given }),
      nginx: (): Hop => lb,
    };

    it.each([
      ["cloudflare", "cloudflare", ""],
      ["edge-one 192.0.2.0/24", "edge-one 192.0.2.0/24", ""],
      ["edge-one > nginx name=lb[1] > app", "edge-one", " > nginx name=lb[1] > app"],
      ["edgeOne>nginx >app", "edgeOne", " > nginx > app"],
    ])("shared-hop-unproven: %s", (text, hop, inside) => {
      const { remedy } = refusal(text, { presets });
      const [proven, believed] = Array.from(remedy.matchAll(/'([^']*)'/g), ([, one]) => one);
      expect(proven).toBe(`${hop} secret=env:ORIGIN_SECRET${inside}`);
      expect(believed).toBe(`${hop} any-customer${inside}`);
    });

    it("shared-hop-unproven: unless the hop has another name there", () => {
      const { remedy } = refusal("edge-one name=mine", { presets });
      expect(remedy).toContain('{ name: "mine", …, anyCustomer: true }');
    });
  });

  it.each<[string, Config]>([
    ["a secret", { ...cdn, secret }],
    ["an identity", { ...cdn, identity: "spiffe://a/cdn" }],
    ["an identity that a sidecar carries", [{ ...cdn, identity: "spiffe://a/cdn" }, sidecar]],
    ["any customer believed", { ...cdn, anyCustomer: true }],
    ["a number of hops, whose addresses prove nothing", { hops: 2 }],
  ])("shared-hop-unproven: is allowed with %s", (_why, config) => {
    expect(() => createResolver(config)).not.toThrow();
  });

  it("shared-hop-unproven: any customer is no more than a count", () => {
    const config = { ...cdn, anyCustomer: true };
    const answer = ask(config, "198.51.100.4", { "Edge-Client": "203.0.113.7" });
    expect(answer).toMatchObject({ ip: "203.0.113.7", proof: "count" });
  });
});

describe("public-id-alone: an id that is no secret", () => {
  const id = { header: "X-Azure-FDID", value: "55ce4ed1-4b06-4bf1-b40e-4638452104da" };
  const door: Hop = { ...cdn, secret: id };
  const snat: Hop = { address: "10.0.0.0/24", tells: "nothing" };
  const kept: Hop = { tells: "source-address" };
  const { address: _, ...nowhere } = door;

  it.each<[string, Config]>([
    ["without addresses", nowhere],
    ["at any address", { ...door, address: "any" }],
    ["at every IPv4 address", { ...door, address: ["0.0.0.0/1", "128.0.0.0/1"] }],
    ["outside a hop that hides it", [door, snat]],
    ["outside two hops, of which one hides it", [door, kept, snat]],
    ["in one of several entry points", [oneOf(door, { ...lb, secret }), snat]],
  ])("public-id-alone: is refused %s", (_where, config) => {
    expect(refusal(config)).toMatchObject({
      code: "public-id-alone",
      given: expect.stringContaining("the id in x-azure-fdid without an address") as unknown,
    });
  });

  it.each<[string, Config]>([
    ["its addresses", door],
    ["its addresses in a list", [door, lb]],
    ["its addresses, and hidden hops further in", [door, lb, snat]],
    ["a secret in another header", [{ ...cdn, secret }, snat]],
    ["an identity", [{ ...door, identity: "spiffe://a/cdn" }, sidecar]],
  ])("public-id-alone: is allowed beside %s", (_why, config) => {
    expect(() => createResolver(config)).not.toThrow();
  });
});
