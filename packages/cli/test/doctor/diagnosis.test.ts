import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  answerOf,
  type Ask,
  diagnose,
  type Diagnosis,
  MOST_REQUESTS,
} from "../../src/doctor/diagnosis.ts";
import { HONEST } from "../../src/doctor/probes.ts";
import type { Seen } from "../../src/doctor/seen.ts";
import * as chains from "./chains.ts";

const { addsForwarded, addsLine, appends, drops, passes, sets, setsFirst, through } = chains;
const CLIENT = "198.51.100.77";
const at = (does: chains.Proxy, address: string) => ({ does, address });
const diagnosed = (chain: chains.Chain, more?: Parameters<typeof through>[2]): Promise<Diagnosis> =>
  diagnose(through(chain, CLIENT, more), { told: undefined, remote: "203.0.113.1" });
const fateIn = ({ headers }: Diagnosis, name: string) =>
  headers.find(({ header }) => header === name);

/** What the proposed path answers. */
function clientOf({ path }: Diagnosis, seen: Seen | undefined): string | undefined {
  return path === undefined || seen === undefined ? "none" : answerOf(path, seen);
}

/** Whether X-Client-IP stands there twice. */
const isTwice = (lines: Parameters<chains.Proxy>[0]): boolean =>
  lines.filter(([name]) => name === "x-client-ip").length > 1;

const withoutIt = (lines: Parameters<chains.Proxy>[0]) => drops("x-client-ip")(lines, CLIENT);

/** From a private address to a public one. */
const translated = (client: string): Promise<Diagnosis> =>
  diagnose(through([at(appends, "10.1.0.2")], client, { local: "192.168.1.2" }), {
    told: undefined,
    remote: "203.0.113.1",
  });

describe("the doctor's diagnosis", () => {
  it("proposes the hops of a list, client first", async () => {
    const chain = [at(appends, "10.1.0.1"), at(addsLine, "10.1.0.2"), at(passes, "10.1.0.3")];
    const found = await diagnosed(chain.slice(0, 2));
    expect(found).toMatchObject({
      path: [
        { address: "10.1.0.1", tells: "x-forwarded-for" },
        { address: "10.1.0.2", tells: "x-forwarded-for" },
      ],
      hides: false,
      client: CLIENT,
      refused: [],
    });
    expect(fateIn(found, "x-forwarded-for")).toEqual({
      header: "x-forwarded-for",
      fate: "appends",
      elements: 2,
      ownLine: true,
      forgeable: true,
    });
    expect(fateIn(found, "x-real-ip")).toMatchObject({ fate: "keeps", forgeable: true });
  });

  it("proposes nothing in front where the peer is the client", async () => {
    expect(await diagnosed([])).toMatchObject({ path: "direct", client: CLIENT });
  });

  it("proposes Forwarded where it is all that there is", async () => {
    expect(await diagnosed([at(addsForwarded, "10.1.0.1")])).toMatchObject({
      path: [{ address: "10.1.0.1", tells: "forwarded" }],
    });
  });

  it("proposes a header that is set, and says that it cannot be forged", async () => {
    const found = await diagnosed([at(sets("X-Real-IP"), "10.1.0.1")]);
    expect(found.path).toEqual([{ address: "10.1.0.1", tells: { value: "x-real-ip" } }]);
    expect(fateIn(found, "x-real-ip")).toMatchObject({ fate: "sets", forgeable: false });
    expect(fateIn(found, "x-forwarded-for")).toMatchObject({ fate: "keeps", forgeable: true });
  });

  it("finds a hop further out that tells its client by a header of its own", async () => {
    const chain = [at(sets("CF-Connecting-IP"), "10.1.0.1"), at(appends, "10.1.0.2")];
    expect((await diagnosed(chain)).path).toEqual([
      { address: "10.1.0.1", tells: { value: "cf-connecting-ip" } },
      { address: "10.1.0.2", tells: "x-forwarded-for" },
    ]);
  });

  it("reads a header that it does not know, if the application's own path does", async () => {
    const found = await diagnosed([at(sets("CDN-Client"), "10.1.0.1")]);
    expect(found.path).toEqual([{ address: "10.1.0.1", tells: { value: "cdn-client" } }]);
    expect(fateIn(found, "cdn-client")).toMatchObject({ fate: "sets" });
    const behind = await diagnosed([at(appends, "10.1.0.1"), at(sets("CDN-Client"), "10.1.0.2")]);
    expect(fateIn(behind, "cdn-client")).toMatchObject({ fate: "sets" });
  });

  it.each(["x'$(id)'", "'x", "x'", "", "x".repeat(65)])(
    "takes no name that could do harm in a shell: %j",
    async (name) => {
      const found = await diagnosed([at(sets(name), "10.1.0.1")]);
      expect(found.headers.map(({ header }) => header)).not.toContain(name);
      expect(found.hides).toBe(true);
    },
  );

  it("forges a header with any address in it", async () => {
    const found = await diagnosed([
      at((lines, caller) => [...lines, ["CDN-Chain", `edge, ${caller}`]], "10.1.0.1"),
    ]);
    expect(fateIn(found, "cdn-chain")).toMatchObject({ fate: "appends", elements: 2 });
  });

  it("takes any other name", async () => {
    const name = `X_1-${"a".repeat(60)}`;
    const found = await diagnosed([at(sets(name), "10.1.0.1")]);
    expect(found.path).toEqual([{ address: "10.1.0.1", tells: { value: name.toLowerCase() } }]);
  });

  it("forges no address that honest requests showed", async () => {
    const [client, hop, local, told] = [
      "192.0.2.11",
      "198.51.100.11",
      "203.0.113.11",
      "192.0.2.12",
    ];
    const sent: string[] = [];
    const ask = through([at(sets("X-Real-IP"), told), at(appends, hop)], client, { local });
    await diagnose(
      (probe) => {
        sent.push(...probe.forged);
        return ask(probe);
      },
      { told: undefined, remote: undefined },
    );
    expect(sent).toContain("198.51.100.12");
    expect([client, hop, local, told].filter((address) => sent.includes(address))).toEqual([]);
  });

  it.each<[string, chains.Proxy]>([
    ["it is removed if it comes twice", (lines) => (isTwice(lines) ? withoutIt(lines) : lines)],
    ["it is kept if it comes twice", (lines) => (isTwice(lines) ? lines : withoutIt(lines))],
    [
      "it is appended to if it comes twice",
      (lines) => (isTwice(lines) ? [...lines, ["x-client-ip", "1.1.1.1"]] : lines),
    ],
  ])("says of a header the first of what a client can forge: %s", async (_what, does) => {
    const found = await diagnosed([at(does, "10.1.0.1")]);
    expect(fateIn(found, "x-client-ip")).toMatchObject({ fate: "keeps", forgeable: true });
  });

  it("says what happens to the scheme and the host, if one is sent", async () => {
    const found = await diagnosed([at(drops("x-forwarded-host"), "10.1.0.1")]);
    expect(fateIn(found, "x-forwarded-proto")).toMatchObject({ fate: "keeps" });
    expect(fateIn(found, "x-forwarded-host")).toMatchObject({ fate: "absent" });
  });

  it("names each header that came with a secret, also with a forged request alone", async () => {
    const ask = through([at(appends, "10.1.0.1")], CLIENT);
    const found = await diagnose(
      async (probe) => {
        const seen = await ask(probe);
        return seen && { ...seen, masked: probe === HONEST ? ["x-key"] : ["x-key", "x-other"] };
      },
      { told: undefined, remote: undefined },
    );
    expect(found.masked).toEqual(["x-key", "x-other"]);
  });

  it("names each CDN once", async () => {
    const chain = [at(appends, "172.70.3.4"), at(appends, "172.70.3.5"), at(appends, "10.1.0.1")];
    const { path, cdns } = await diagnosed(chain);
    expect(path).toHaveLength(3);
    expect(cdns).toEqual(["cloudflare"]);
  });

  it("says that a hop hides its caller, and proposes no client", async () => {
    const chain = [at(passes, "10.1.0.9"), at(appends, "10.1.0.2")];
    expect(await diagnosed(chain)).toMatchObject({
      path: [
        { address: "10.1.0.9", tells: "nothing" },
        { address: "10.1.0.2", tells: "x-forwarded-for" },
      ],
      hides: true,
      client: undefined,
    });
  });

  it("proposes nothing where forged requests come another way", async () => {
    const ask = through([at(appends, "10.1.0.1")], CLIENT);
    const another = through([at(appends, "10.1.0.9")], CLIENT);
    const found = await diagnose((probe) => (probe === HONEST ? ask(probe) : another(probe)), {
      told: undefined,
      remote: undefined,
    });
    expect(found).toMatchObject({ path: undefined, hides: false, client: undefined, cdns: [] });
  });

  it("proposes no path that the core refuses", async () => {
    const chain = [at(appends, "127.0.0.6"), at(appends, "10.1.0.1")];
    expect(await diagnosed(chain)).toMatchObject({ path: undefined, hides: false });
  });

  it("proposes no header that the core does not understand", async () => {
    const ask = through(
      [at((lines, caller) => [...lines, ["Forwarded", `for=${caller}`]], "10.1.0.1")],
      "2001:db8::77",
    );
    const found = await diagnose(ask, { told: undefined, remote: undefined });
    expect(found).toMatchObject({ hides: true, client: undefined });
  });

  it("says nothing of headers where every forged request was refused", async () => {
    const ask = through([at(appends, "10.1.0.1")], CLIENT);
    const found = await diagnose(
      async (probe) => (probe === HONEST ? await ask(probe) : undefined),
      { told: undefined, remote: undefined },
    );
    expect(found).toMatchObject({ client: CLIENT, headers: [] });
    expect(found.refused).toHaveLength(MOST_REQUESTS - 4);
  });

  it("knows a sidecar that only some requests met", async () => {
    let count = 0;
    const sidecar = through([at(appends, "127.0.0.6")], CLIENT);
    const another = through([at(appends, "10.1.0.1")], CLIENT);
    const ask: Ask = (probe) => (count++ % 2 === 0 ? sidecar : another)(probe);
    const found = await diagnose(ask, { told: undefined, remote: undefined });
    expect(found.sidecar).toBe(true);
  });

  it("takes no private address for its own if it calls a public one, unless it is told", async () => {
    const ask = through([at(appends, "10.1.0.2")], "10.1.0.9", { local: "192.168.1.2" });
    expect((await diagnose(ask, { told: undefined, remote: "203.0.113.1" })).hides).toBe(true);
    const told = await diagnose(ask, { told: "10.1.0.9", remote: "203.0.113.1" });
    expect(told.client).toBe("10.1.0.9");
  });

  it("takes a public address for its own behind a translator, but not a CDN's", async () => {
    expect((await translated("198.51.100.7")).client).toBe("198.51.100.7");
    expect(await translated("172.70.3.4")).toMatchObject({ hides: true, cdns: ["cloudflare"] });
  });

  it("never proposes a header that another forged one changes", async () => {
    const found = await diagnosed([at(setsFirst, "10.1.0.1")]);
    expect(found.hides).toBe(true);
    expect(fateIn(found, "x-real-ip")).toMatchObject({ fate: "changes", forgeable: true });
  });

  it("says what is removed", async () => {
    const chain = [at(drops("true-client-ip"), "10.1.0.1"), at(appends, "10.1.0.2")];
    const fate = fateIn(await diagnosed(chain), "true-client-ip");
    expect(fate).toMatchObject({ fate: "absent", forgeable: false });
  });

  it("separates a sidecar from whatever calls it, and leaves the identity open", async () => {
    const found = await diagnosed([at(appends, "127.0.0.6")]);
    expect(found).toMatchObject({
      sidecar: true,
      path: [
        { name: "gateway", identity: expect.any(String), tells: "x-forwarded-for" },
        { name: "sidecar", address: ["127.0.0.6", "::6"], tells: "nothing", xfcc: "last" },
      ],
    });
    const seen = await through([at(appends, "127.0.0.6")], CLIENT)(HONEST);
    expect(clientOf(found, seen)).toBe(undefined);
  });

  it("names what was refused, and goes on", async () => {
    const ask = through([at(appends, "10.1.0.1")], CLIENT);
    const found = await diagnose(
      async (probe) => (probe.what === "every header" ? undefined : await ask(probe)),
      { told: undefined, remote: undefined },
    );
    expect(found).toMatchObject({ client: CLIENT, refused: ["every header"] });
  });

  it("sends no more requests than it says, with addresses for documentation alone", async () => {
    const sent: (readonly string[])[] = [];
    const ask = through([at(appends, "10.1.0.1")], CLIENT);
    await diagnose(
      (probe) => {
        sent.push(probe.rawHeaders);
        return ask(probe);
      },
      { told: undefined, remote: undefined },
    );
    expect(sent).toHaveLength(MOST_REQUESTS);
    const addresses =
      sent
        .flat()
        .join(" ")
        .match(/\d+\.\d+\.\d+\.\d+|\[?2001:[\da-f:]+/g) ?? [];
    expect(addresses.length).toBeGreaterThan(100);
    const documentation = /^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$|^\[?2001:db8:/;
    expect(addresses.filter((address) => !documentation.test(address))).toEqual([]);
    expect(addresses).not.toContain(CLIENT);
    expect(sent.every((lines) => lines.length <= 128)).toBe(true);
  });

  it("proposes of any chain a path that nothing forged can change", async () => {
    const does = fc.constantFrom(
      appends,
      addsLine,
      addsForwarded,
      sets("X-Forwarded-For"),
      sets("X-Real-IP"),
      sets("X-Client-IP"),
      setsFirst,
      drops("x-forwarded-for"),
      passes,
    );
    const chain = fc
      .array(does, { maxLength: 5 })
      .map((all) => all.map((one, i) => at(one, `10.1.0.${i + 1}`)));
    await fc.assert(
      fc.asyncProperty(chain, async (proxies) => {
        const found = await diagnosed(proxies);
        fc.pre(found.path !== undefined);
        const forged = ["X-Forwarded-For", "6.6.6.6, 10.1.0.1", "X-Real-IP", "6.6.6.6"];
        const more = ["Forwarded", "for=6.6.6.6", "X-Client-IP", "6.6.6.6"];
        const rawHeaders = [...forged, ...more];
        const seen = await through(proxies, CLIENT)({ what: "", rawHeaders, forged: [] });
        expect([found.client, undefined]).toContain(clientOf(found, seen));
        expect([CLIENT, undefined]).toContain(found.client);
      }),
      { numRuns: 200 },
    );
  });
});
