import { describe, expect, it } from "vitest";
import { ask } from "../support/ask.ts";
import { createResolver } from "../../src/index.ts";
import type { Hop } from "../../src/index.ts";

const proxy: Hop = { name: "proxy", address: "10.0.0.1", tells: "x-forwarded-for" };
const options = { reserved: ["240.10.0.0/16"] };
const told = (element: string, more = {}): ReturnType<typeof ask> =>
  createResolver(proxy, more).resolve({
    peer: "10.0.0.1",
    rawHeaders: ["X-Forwarded-For", element],
  });

describe("reserved-is-no-client", () => {
  it.each(["240.0.0.0", "240.10.1.2", "254.252.239.103", "255.255.255.254", "::ffff:240.0.0.1"])(
    "reserved-is-no-client: %s, whoever tells it",
    (address) => {
      const headers = { "X-Forwarded-For": address, "X-Real-IP": address };
      const hops: Hop[] = [proxy, { ...proxy, tells: { value: "x-real-ip" } }];
      for (const hop of hops) {
        expect(ask(hop, "10.0.0.1", headers)).toMatchObject({ ip: undefined, status: "malformed" });
      }
      for (const config of ["direct", undefined, proxy]) {
        expect(ask(config, address)).toMatchObject({ ip: undefined, status: "malformed" });
      }
    },
  );

  it("reserved-is-no-client: the neighbor below is multicast, which no option allows", () => {
    expect(told("239.255.255.255", options).status).toBe("malformed");
    expect(told("255.255.255.255", { reserved: "240.0.0.0/4" }).status).toBe("malformed");
  });

  it("reserved-is-no-client: unless the path says so", () => {
    expect(told("240.10.1.2", options)).toMatchObject({ ip: "240.10.1.2", proof: "address" });
    expect(told("240.11.1.2", options).status).toBe("malformed");
    expect(told("203.0.113.7", options).ip).toBe("203.0.113.7");
  });

  it("reserved-is-no-client: a hop has such an address without the option", () => {
    const edge: Hop = { ...proxy, name: "edge", address: "240.10.0.0/16" };
    const headers = { "X-Forwarded-For": "203.0.113.7, 240.10.1.2" };
    expect(ask([edge, proxy], "10.0.0.1", headers)).toMatchObject({ ip: "203.0.113.7" });
    expect(ask(edge, "240.10.9.9", { "X-Forwarded-For": "203.0.113.7" }).ip).toBe("203.0.113.7");
  });

  it("reserved-is-no-client: never from Cloudflare", () => {
    const cdn: Hop = { ...proxy, tells: { value: "CF-Connecting-IP" } };
    const rawHeaders = ["CF-Connecting-IP", "240.10.1.2"];
    const resolver = createResolver(cdn, options);
    expect(resolver.resolve({ peer: "10.0.0.1", rawHeaders }).status).toBe("malformed");
    const list = ["X-Forwarded-For", "240.10.1.2", "Cf-Pseudo-IPv4", "240.10.1.2"];
    const behind = createResolver(proxy, options);
    expect(behind.resolve({ peer: "10.0.0.1", rawHeaders: list }).status).toBe("malformed");
  });
});
