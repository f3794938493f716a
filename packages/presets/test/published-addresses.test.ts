import { createResolver, type Hop, LiveAddresses } from "@client-ip/core";
import {
  bunny,
  cloudflare,
  cloudfront,
  edgeOne,
  fastly,
  imperva,
  presets,
} from "@client-ip/presets";
import { describe, expect, it } from "vitest";
import { errorOf } from "./error-of.ts";

const secret = { value: "correct horse battery staple" };
const header = "x-edge-client-ip";

/** Each preset with a published list, and a peer of its shipped list. */
const CDNS: readonly (readonly [string, (live?: true | object) => Hop, string | undefined])[] = [
  ["cloudflare", (live) => cloudflare({ secret, ...liveOf(live) }), "172.68.10.1"],
  ["fastly", (live) => fastly({ secret, header, ...liveOf(live) }), "151.101.64.7"],
  ["imperva", (live) => imperva({ secret, ...liveOf(live) }), "198.143.32.7"],
  ["bunny", (live) => bunny({ secret, ...liveOf(live) }), "5.9.71.119"],
  ["edgeOne", (live) => edgeOne({ secret, ...liveOf(live) }), undefined],
  ["cloudfront", (live) => cloudfront({ secret, ...liveOf(live) }), undefined],
];

function liveOf(live: true | object | undefined): { readonly live?: true } {
  return live === undefined ? {} : { live: live as true };
}

function listOf({ address }: Hop): LiveAddresses {
  if (!(address instanceof LiveAddresses)) throw new Error("not a live list");
  return address;
}

/** Where a request from an edge ends that has no secret: at a hop that the address belongs to. */
function statusOf(hop: Hop, peer: string): string {
  return createResolver(hop).resolve({ peer, rawHeaders: [] }).status;
}

describe.each(CDNS)("live-list-published: %s", (name, make, edge) => {
  it("with live is a list that begins with the shipped one, if there is one", () => {
    const list = listOf(make(true));
    expect(list.name).toBe(name);
    expect(list.isPending).toBe(edge === undefined);
    expect(list.source?.url).toBeDefined();
    expect(list.staleAfter).toBeGreaterThanOrEqual(7 * 86_400_000);
    expect(statusOf(make(true), edge ?? "192.0.2.1")).toBe("unproven");
  });

  it("with live and without a snapshot recognizes no address before the first fetch", () => {
    const hop = make({ snapshot: false });
    expect(listOf(hop).isPending).toBe(true);
    expect(statusOf(hop, "192.0.2.1")).toBe("unproven");
    listOf(hop).update(["198.51.100.0/24"]);
    expect(statusOf(hop, "192.0.2.1")).toBe("resolved");
    expect(statusOf(hop, "198.51.100.1")).toBe("unproven");
  });

  it("has a list of its own each time", () => {
    expect(listOf(make(true))).not.toBe(listOf(make(true)));
  });

  it("refuses private addresses, and changes that cannot be right", () => {
    const list = listOf(make({ snapshot: false }));
    list.update(["198.51.100.0/24", "2001:db8::/32"]);
    for (const wrong of [["10.0.0.0/16"], ["198.51.0.0/16", "2001:db8::/32"], ["2001:db8::/32"]]) {
      expect(() => list.update(wrong)).toThrow("[live-list]");
    }
  });

  it("takes settings of the list", () => {
    const url = "https://mirror.example/list";
    const settings = { url, store: "/var/lib/list.json", refreshAfter: 5, staleAfter: 9 };
    const list = listOf(make(settings));
    expect(list.source).toMatchObject({ url, store: "/var/lib/list.json", refreshAfter: 5 });
    expect(list.staleAfter).toBe(9);
  });

  it("as text is the same", () => {
    const word = name === "edgeOne" ? "edge-one" : name;
    const given = name === "fastly" ? `header=${header} ` : "";
    const resolver = createResolver(`${word} ${given}live any-customer`, { presets });
    expect(resolver.facts.sequences).toEqual([[name]]);
    const { status } = resolver.resolve({ peer: edge ?? "192.0.2.1", rawHeaders: [] });
    expect(status).toBe(edge === undefined ? "unproven" : "missing");
  });

  it.each([
    [{ live: false }, "live: false"],
    [{ live: "yes" }, "live: "],
    [{ live: { snapshot: true } }, "live: { snapshot: true }"],
    [{ live: { refresh: 5 } }, "live: { refresh }"],
    [{ live: { url: 5 } }, "live: { url: 5 }"],
    [{ live: { staleAfter: 0 } }, "live: { staleAfter: 0 }"],
    [{ live: true, address: "192.0.2.1" }, "{ address, live }"],
  ])("refuses %j", (options, given) => {
    const needed = name === "fastly" ? { header } : {};
    const error = errorOf(name, { secret, ...needed, ...options });
    expect(error.code).toBe("preset-option");
    expect(error.given).toContain(given);
  });
});

describe("live-list-published: without live and address", () => {
  it.each(["bunny", "cloudfront", "edgeOne"])(
    "%s asks for one of them, and says where to look",
    (name) => {
      const error = errorOf(name, { secret });
      expect(error.given).toBe(`${name}() without address and live`);
      expect(error.expected).toMatch(/^live: true, or as address the addresses that .*https:\/\//);
      expect(error.remedy).toMatch(/ live secret=env:ORIGIN_SECRET'/);
    },
  );

  it("the shipped list is used where it seldom changes", () => {
    expect(statusOf(fastly({ secret, header }), "151.101.64.7")).toBe("unproven");
    expect(statusOf(imperva({ secret }), "198.143.32.7")).toBe("unproven");
    expect(statusOf(cloudflare({ secret }), "172.68.10.1")).toBe("unproven");
  });
});
