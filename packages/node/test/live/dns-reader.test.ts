import { Resolver } from "node:dns/promises";
import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { DnsReader, type DnsResolver } from "../../src/live/dns-reader.ts";
import { planOf } from "../../src/live/source.ts";

const { signal } = new AbortController();

function failing(code: string): Error {
  return Object.assign(new Error(code), { code });
}

describe("live-list-source: the addresses of a name", () => {
  type Records = readonly { readonly address: string; readonly ttl: number }[];

  function resolverOf(v4: Records | string, v6: Records | string): DnsResolver {
    const answer = async (records: Records | string): Promise<Records> => {
      if (typeof records === "string") throw failing(records);
      return records;
    };
    return { resolve4: () => answer(v4), resolve6: () => answer(v6), cancel: () => undefined };
  }

  const read = (v4: Records | string, v6: Records | string) =>
    new DnsReader(["edges.example"], resolverOf(v4, v6)).read(signal);

  it("are both families, as long as the shortest lifetime", async () => {
    const v4 = [
      { address: "192.0.2.9", ttl: 300 },
      { address: "192.0.2.1", ttl: 60 },
    ];
    expect(await read(v4, [{ address: "2001:db8::1", ttl: 900 }])).toEqual({
      prefixes: ["192.0.2.1", "192.0.2.9", "2001:db8::1"],
      lifetime: 60_000,
    });
    expect((await read(v4, "ENODATA")).prefixes).toHaveLength(2);
  });

  it.each([
    ["ENOTFOUND", "ENOTFOUND", "no addresses of edges.example"],
    ["ENODATA", "ENODATA", "no addresses of edges.example"],
    ["ESERVFAIL", "ENODATA", "(ESERVFAIL)"],
    ["ENODATA", "ETIMEOUT", "(ETIMEOUT)"],
  ])("are none if one family has no answer: %s, %s", async (v4, v6, message) => {
    await expect(read(v4, v6)).rejects.toThrow(message);
  });

  it("are none if one of several names fails", async () => {
    const one = resolverOf([{ address: "192.0.2.1", ttl: 60 }], "ENODATA");
    const two = resolverOf("ESERVFAIL", "ESERVFAIL");
    const both: DnsResolver = {
      ...one,
      resolve4: (name, options) => (name === "a" ? one : two).resolve4(name, options),
    };
    await expect(new DnsReader(["a", "b"], both).read(signal)).rejects.toThrow("answer for b");
  });

  it("are asked for with their lifetimes, of each name", async () => {
    const asked: unknown[] = [];
    const answer = async (...question: unknown[]) => {
      asked.push(question);
      return [{ address: "192.0.2.1", ttl: 60 }] as never;
    };
    const four = vi.spyOn(Resolver.prototype, "resolve4").mockImplementation(answer);
    const six = vi.spyOn(Resolver.prototype, "resolve6").mockImplementation(answer);
    for (const dns of ["a", ["b", "c"]]) await planOf({ dns }).reader.read(signal);
    for (const spy of [four, six]) spy.mockRestore();
    const names = ["a", "a", "b", "b", "c", "c"];
    expect(asked).toEqual(names.map((name) => [name, { ttl: true }]));
  });

  it("are given up with the signal", async () => {
    const abort = new AbortController();
    let cancelled = 0;
    const waiting = new Promise<never>((_resolve, reject) => {
      abort.signal.addEventListener("abort", () => reject(failing("ECANCELLED")));
    });
    const resolver = {
      resolve4: () => waiting,
      resolve6: () => waiting,
      cancel: () => cancelled++,
    };
    const reading = new DnsReader(["edges.example"], resolver).read(abort.signal);
    abort.abort();
    await expect(reading).rejects.toThrow("(ECANCELLED)");
    expect(cancelled).toBe(1);
  });

  it("are not given up by a signal that comes later: the next reading may have begun", async () => {
    const abort = new AbortController();
    const cancel = vi.fn<() => void>();
    const resolver = { ...resolverOf([{ address: "192.0.2.1", ttl: 60 }], "ENODATA"), cancel };
    await new DnsReader(["edges.example"], resolver).read(abort.signal);
    abort.abort();
    expect(cancel).not.toHaveBeenCalled();
  });

  it("are each address once, whatever the answers are", async () => {
    const records = fc.array(
      fc.record({ address: fc.ipV4(), ttl: fc.integer({ min: 0, max: 2 ** 31 - 1 }) }),
      { minLength: 1 },
    );
    await fc.assert(
      fc.asyncProperty(records, async (v4) => {
        const { prefixes, lifetime } = await read(v4, "ENODATA");
        expect(new Set(prefixes)).toEqual(new Set(v4.map(({ address }) => address)));
        expect(prefixes).toHaveLength(new Set(prefixes).size);
        expect(lifetime).toBe(Math.min(...v4.map(({ ttl }) => ttl)) * 1000);
      }),
    );
  });
});
