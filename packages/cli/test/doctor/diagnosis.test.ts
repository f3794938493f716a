import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BELIEVED_HEADERS } from "../../../node/src/seal/headers-table.ts";
import { answerOf, diagnose, type Diagnosis, MOST_REQUESTS } from "../../src/doctor/diagnosis.ts";
import { ADDRESS_HEADERS } from "../../src/doctor/headers.ts";
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

const nothing = async (): Promise<undefined> => undefined;

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
  });

  it("takes no name that could do harm in a shell", async () => {
    const found = await diagnosed([at(sets("x'$(id)'"), "10.1.0.1")]);
    expect(JSON.stringify(found)).not.toContain("$(id)");
    expect(found.hides).toBe(true);
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

  it("compares what the application answers now", async () => {
    const chain = [at(appends, "10.1.0.1")];
    const own = (answer: object) => diagnosed(chain, { own: answer }).then((one) => one.own);
    const status = "resolved";
    expect(await own({ ip: CLIENT, status })).toMatchObject({ agrees: true, fooledBy: [] });
    expect(await own({ ip: "10.1.0.1", status })).toMatchObject({ agrees: false, fooledBy: [] });
    expect(await own({ status: "missing" })).toMatchObject({ answers: "missing", agrees: false });
    const fooled = await own({ ip: "192.0.2.11", status });
    expect(fooled).toMatchObject({ agrees: false, fooledBy: ["every header"] });
  });

  it("names what was refused, and goes on", async () => {
    const ask = through([at(appends, "10.1.0.1")], CLIENT);
    const found = await diagnose(
      async (probe) => (probe.what === "every header" ? undefined : await ask(probe)),
      { told: undefined, remote: undefined },
    );
    expect(found).toMatchObject({ client: CLIENT, refused: ["every header"] });
  });

  it("needs an answer to honest requests", async () => {
    await expect(diagnose(nothing, { told: undefined, remote: undefined })).rejects.toThrow(
      "an honest request got no answer",
    );
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

  it("forges every header that the seal removes for its address", () => {
    const believed = BELIEVED_HEADERS.filter(({ subject }) => subject === "address");
    expect(ADDRESS_HEADERS).toEqual(believed.map(({ header }) => header));
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
