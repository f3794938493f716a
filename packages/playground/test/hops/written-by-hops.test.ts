import { type Config, createResolver, type Hop, type Statement } from "@client-ip/core";
import { describe, expect, it } from "vitest";
import { stretchesOf } from "../../src/hops/marked-value.ts";
import { writtenByHops } from "../../src/hops/written-by-hops.ts";

/** Each line with the hops' parts in brackets, and the headers that a hop replaces. */
function written(config: Config, peer: string, ...lines: (readonly [string, string])[]) {
  const resolver = createResolver(config);
  const evidence = { peer, rawHeaders: lines.flat() };
  const { parts, replaced } = writtenByHops(resolver, evidence, resolver.explain(evidence).steps);
  const marked = lines.map(([, value], line) =>
    stretchesOf(value, line, parts)
      .map(({ from, to, by }) => {
        const text = value.slice(from, to);
        return by === undefined ? text : `${by}[${text}]`;
      })
      .join(""),
  );
  return { marked, replaced: [...replaced] };
}

describe("what the hops of a walk wrote", () => {
  it("is Envoy's external address, unless Envoy may take the client for an internal one", () => {
    const envoy = { name: "envoy", address: "::1", tells: { value: "x-envoy-external-address" } };
    const of = (client: string) =>
      written(envoy, "::1", ["X-Envoy-External-Address", client], ["X-Forwarded-For", client]);
    expect(of("203.0.113.7")).toEqual({
      marked: ["envoy[203.0.113.7]", "envoy[203.0.113.7]"],
      replaced: ["x-envoy-external-address"],
    });
    expect(of("10.1.2.3")).toEqual({ marked: ["10.1.2.3", "envoy[10.1.2.3]"], replaced: [] });
  });

  it("is the elements that Envoy's trusted hops wrote, if the list has so many", () => {
    const tells = { value: "x-envoy-external-address", trustedHops: 1 };
    const of = (list: string) =>
      written(
        { name: "envoy", address: "::1", tells },
        "::1",
        ["X-Envoy-External-Address", "203.0.113.7"],
        ["X-Forwarded-For", list],
      ).marked[1];
    expect(of("6.6.6.6, 203.0.113.7, 10.0.0.5")).toBe("6.6.6.6envoy[, 203.0.113.7, 10.0.0.5]");
    expect(of("203.0.113.7")).toBe("envoy[203.0.113.7]");
  });

  it("is each of a repeated hop's elements, and each of those that one hop appends", () => {
    const list = ["X-Forwarded-For", "6.6.6.6, 203.0.113.7, 10.0.0.5"] as const;
    const repeated: Hop = {
      name: "lb",
      address: "10.0.0.0/28",
      tells: "x-forwarded-for",
      repeat: true,
    };
    expect(written(repeated, "10.0.0.4", list).marked).toEqual([
      "6.6.6.6lb[, 203.0.113.7, 10.0.0.5]",
    ]);
    const two = { name: "lb", address: "10.0.0.5", tells: { list: "x-forwarded-for", appends: 2 } };
    expect(written(two, "10.0.0.5", list).marked).toEqual(["6.6.6.6lb[, 203.0.113.7, 10.0.0.5]"]);
  });

  it("is the scheme in an element of Forwarded, but not the host", () => {
    const nginx = { name: "nginx", address: "::1", tells: "forwarded" } as const;
    const line = 'for=6.6.6.6, for=203.0.113.7;proto="https";host="shop.example"';
    expect(written(nginx, "::1", ["Forwarded", line]).marked).toEqual([
      'for=6.6.6.6nginx[, for=203.0.113.7;proto="https";host="]shop.examplenginx["]',
    ]);
  });

  it("is every line of a header that a hop sets or drops, and what it appends", () => {
    const nginx = { name: "nginx", address: "::1", tells: "x-forwarded-for" } as const;
    const of = (proto: Statement) =>
      written(
        { ...nginx, proto },
        "::1",
        ["X-Forwarded-For", "203.0.113.7"],
        ["X-Forwarded-Proto", "http, https"],
      );
    const proto = "x-forwarded-proto";
    expect(of({ sets: proto })).toEqual({
      marked: ["nginx[203.0.113.7]", "nginx[http, https]"],
      replaced: [proto],
    });
    expect(of({ drops: proto }).replaced).toEqual([proto]);
    expect(of({ appends: proto }).marked[1]).toBe("httpnginx[, https]");
    expect(of({ passes: proto }).marked[1]).toBe("http, https");
  });

  it("is nothing of a hop whose report could not be read", () => {
    const real = { name: "nginx", address: "::1", tells: { value: "x-real-ip" } } as const;
    const lines = [["X-Real-IP", "6.6.6.6"] as const, ["X-Real-IP", "203.0.113.7"] as const];
    expect(written(real, "::1", ...lines)).toEqual({
      marked: ["6.6.6.6", "203.0.113.7"],
      replaced: [],
    });
  });
});
