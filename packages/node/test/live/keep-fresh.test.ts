import {
  bunny,
  type ClientIpError,
  clientIp,
  cloudflare,
  cloudfront,
  createResolver,
  edgeOne,
  fastly,
  type Hop,
  imperva,
  keepFresh,
  LiveAddresses,
  liveAddresses,
} from "@client-ip/node";
import { createResolver as createCoreResolver } from "@client-ip/core";
import { resolverOf } from "@client-ip/node/adapter";
import { describe, expect, it, vi } from "vitest";
import { publish, sends } from "./publisher.ts";
import { SAMPLES } from "./documents.ts";

const V4 = ["192.0.2.0/24"];
const V6 = ["2001:db8::/32"];
const secret = { value: "correct horse battery staple" };
const header = "x-edge-client-ip";

const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);

const documentOf = (format: string): string =>
  JSON.stringify(SAMPLES.find((sample) => sample.format === format)?.make(V4, V6));

function listOf({ address }: Hop): LiveAddresses {
  if (!(address instanceof LiveAddresses)) throw new Error("no live list");
  return address;
}

describe("live-list-refresh: a preset's list", () => {
  it.each<[string, (live: { snapshot: false; url: string }) => Hop, string | undefined]>([
    ["bunny", (live) => bunny({ secret, live }), undefined],
    ["cloudflare", (live) => cloudflare({ secret, live }), undefined],
    ["cloudfront", (live) => cloudfront({ secret, live }), "aws"],
    ["edgeOne", (live) => edgeOne({ secret, live }), undefined],
    ["fastly", (live) => fastly({ secret, header, live }), "fastly"],
    ["imperva", (live) => imperva({ secret, live }), "imperva"],
  ])("is read in the format of its vendor: %s", async (_name, make, format) => {
    const url = await publish(
      format === undefined
        ? sends([...V4, ...V6].join("\n"))
        : sends(documentOf(format), "application/json"),
    );
    const hop = make({ snapshot: false, url });
    const resolver = createResolver(hop);
    expect(resolver.findings.map(({ code }) => code)).toEqual(["live-list-pending"]);
    expect(await keepFresh(listOf(hop)).refresh()).toBe(true);
    expect(resolver.findings).toEqual([]);
    expect(resolver.resolve({ peer: "192.0.2.1", rawHeaders: [] }).status).toBe("unproven");
    expect(resolver.resolve({ peer: "203.0.113.1", rawHeaders: [] }).status).toBe("resolved");
    keepFresh(listOf(hop)).close();
  });

  it.each([
    ["of another type", sends("192.0.2.0/24", "text/html")],
    ["that is empty", sends("")],
    ["of all addresses", sends("0.0.0.0/0\n::/0")],
    ["of private addresses", sends("10.0.0.0/24\n2606:4700::/32")],
    ["of a page", sends("<!doctype html>\n<h1>Welcome to the hotel</h1>")],
    ["of too few", sends("104.16.0.0/13\n2606:4700::/32")],
    [
      "of one family",
      sends(
        "173.245.48.0/20\n103.21.244.0/22\n103.22.200.0/22\n103.31.4.0/22\n141.101.64.0/18\n108.162.192.0/18",
      ),
    ],
  ])("stays the shipped one for a document %s", async (_what, listener) => {
    const hop = cloudflare({ secret, live: { url: await publish(listener) } });
    const resolver = createResolver(hop);
    expect(await keepFresh(listOf(hop)).refresh()).toBe(false);
    expect(listOf(hop).current.size).toBe(22);
    expect(resolver.resolve({ peer: "172.68.10.1", rawHeaders: [] }).status).toBe("unproven");
    keepFresh(listOf(hop)).close();
  });
});

describe("live-list-refresh: a resolver", () => {
  it("keeps each list of its path fresh, once, and without being asked", async () => {
    let requests = 0;
    const url = await publish((req, res) => {
      requests++;
      sends(V4[0] ?? "")(req, res);
    });
    const list = new LiveAddresses({ name: "edges", source: { url } });
    const hop: Hop = { address: list, tells: "x-forwarded-for" };
    createResolver(hop);
    createResolver([hop, { address: "loopback", tells: "x-forwarded-for" }]);
    resolverOf(createCoreResolver(hop));
    clientIp(hop);
    await vi.waitFor(() => expect(list.isPending).toBe(false));
    expect(keepFresh(list).stats.refreshes).toBe(1);
    expect(requests).toBe(1);
    keepFresh(list).close();
  });

  it("leaves a list without a source alone, and what only looks like a resolver", () => {
    const list = new LiveAddresses({ name: "edges", prefixes: V4 });
    const resolver = createResolver({ address: list, tells: "x-forwarded-for" });
    const derived: typeof resolver = Object.create(resolver);
    expect(resolverOf(derived)).toBe(derived);
  });

  it("is not made with a list whose source is wrong", () => {
    const source = { url: "http://cdn.example/ips" };
    const list = new LiveAddresses({ name: "edges", prefixes: V4, source });
    expect(() => createResolver({ address: list, tells: "x-forwarded-for" })).toThrow(
      "[live-source]",
    );
  });

  it("warns at the start of no list that it has not tried to read yet", () => {
    emitted.mockClear();
    const old = { prefixes: V4, date: new Date("2026-08-11") };
    for (const [name, first] of Object.entries({ pending: {}, old })) {
      const source = { file: "/nowhere" };
      const list = new LiveAddresses({ name: "edges", source, staleAfter: 1, ...first });
      clientIp({ name, address: list, tells: "x-forwarded-for" });
      keepFresh(list).close();
    }
    expect(emitted).not.toHaveBeenCalled();
  });
});

describe("live-list-source: liveAddresses", () => {
  it("is bounded as lists on the web should be", async () => {
    const url = await publish(sends("10.0.0.0/24"));
    const list = liveAddresses({ url });
    expect(list.toJSON().live).toBe(url);
    expect(list.staleAfter).toBe(30 * 86_400_000);
    expect(await keepFresh(list).refresh()).toBe(false);
    const own = liveAddresses({ name: "own", url, publicOnly: false, staleAfter: 5 });
    expect(await keepFresh(own).refresh()).toBe(true);
    expect([own.name, own.staleAfter]).toEqual(["own", 5]);
    for (const one of [list, own]) keepFresh(one)[Symbol.dispose]();
  });

  it("may be four times as long as before, or as short, and no more", () => {
    const list = liveAddresses({ url: "http://127.0.0.1:1/", prefixes: ["8.8.8.1"] });
    const four = ["8.8.8.1", "8.8.8.2", "8.8.8.3", "8.8.8.4"];
    expect(() => list.update([...four, "8.8.8.5"])).toThrow("5 entries after 1");
    for (const prefixes of [four, ["8.8.8.1"]]) list.update(prefixes);
    expect(list.generation).toBe(2);
    keepFresh(list).close();
  });

  it("begins with what it is given", () => {
    const date = new Date("2026-08-11");
    const list = liveAddresses({ file: "/nowhere", prefixes: V4, date, minimum: 1, maximum: 5 });
    expect(list.toJSON()).toMatchObject({ live: "file /nowhere", entries: 1 });
    expect(list.date).toBe(date);
    expect(list.staleAfter).toBeUndefined();
    keepFresh(list).close();
  });

  it.each<[unknown, string, string]>([
    [undefined, "live-source", "liveAddresses(undefined)"],
    ["https://cdn.example", "live-source", "liveAddresses(text)"],
    [{ prefixes: V4 }, "live-source", "no url, file or dns"],
    [{ url: "https://cdn.example", prefixs: V4 }, "live-source", "a live list with prefixs"],
    [{ file: "/x", prefixes: ["10.0.0.1/8"] }, "host-bits", "10.0.0.1/8"],
    [{ file: "/x", minimum: -1 }, "bad-field", "minimum: -1"],
  ])("refuses %j", (options, code, given) => {
    let error: ClientIpError | undefined;
    try {
      liveAddresses(options as never);
    } catch (thrown) {
      error = thrown as ClientIpError;
    }
    expect(error).toMatchObject({ code });
    expect(error?.given).toContain(given);
  });

  it("needs a source to be kept fresh", () => {
    const list = new LiveAddresses({ name: "edges", prefixes: V4 });
    expect(() => keepFresh(list)).toThrow(
      '[live-source] given the list "edges" without a source, expected a list with a source. Write',
    );
  });

  it("is read without being asked, and kept fresh by one object", async () => {
    const list = liveAddresses({ url: await publish(sends(V4.join("\n"))) });
    await vi.waitFor(() => expect(list.isPending).toBe(false));
    keepFresh(list).close();
    const other = new LiveAddresses({ name: "edges", source: { file: "/nowhere" } });
    const freshness = keepFresh(other);
    freshness.close();
    expect(keepFresh(other)).toBe(freshness);
  });
});
