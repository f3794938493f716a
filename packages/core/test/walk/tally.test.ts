import { describe, expect, it } from "vitest";
import {
  type Config,
  createResolver,
  LiveAddresses,
  oneOf,
  type Resolver,
} from "../../src/index.ts";

const proxy = { name: "proxy", address: "10.0.0.5", tells: "x-forwarded-for" } as const;

/** What a request through the proxy is resolved to. */
function ask(
  resolver: Resolver,
  client: string | undefined,
  connection?: number,
  peer = "10.0.0.5",
): ReturnType<Resolver["resolve"]> {
  const rawHeaders = client === undefined ? [] : ["X-Forwarded-For", client];
  return resolver.resolve({ peer, rawHeaders, connection });
}

/** The same client so often, on so many connections; the last answer. */
function repeat(
  resolver: Resolver,
  client: string,
  times: number,
  connections: number,
): ReturnType<Resolver["resolve"]> {
  let last = ask(resolver, client, 0);
  for (let i = 1; i < times; i++) last = ask(resolver, client, i % connections);
  return last;
}

const codesOf = ({ alarms }: Resolver): readonly string[] => alarms.map(({ code }) => code);

describe("counted-answers: stats", () => {
  it("count by status, warning and hops", () => {
    const resolver = createResolver(proxy);
    ask(resolver, "203.0.113.7");
    ask(resolver, undefined);
    ask(resolver, "203.0.113.7", 1, "203.0.113.9");
    ask(resolver, "203.0.113.8");
    ask(resolver, "203.0.113.8", 1, "10.9.9.9");
    const { requests, statuses, warnings, hops } = resolver.stats();
    expect(requests).toBe(5);
    expect(statuses).toMatchObject({ resolved: 4, missing: 1, malformed: 0 });
    expect(warnings).toMatchObject({ "unrecognized-proxy": 1, "probable-proxy": 0 });
    expect(hops).toEqual([
      { via: ["proxy"], requests: 3 },
      { via: [], requests: 2 },
    ]);
  });

  it("add up entry points of one name", () => {
    const resolver = createResolver(oneOf(proxy, { ...proxy, address: "10.0.0.6" }));
    ask(resolver, "203.0.113.7");
    ask(resolver, "203.0.113.7", 0, "10.0.0.6");
    expect(resolver.stats().hops).toEqual([{ via: ["proxy"], requests: 2 }]);
  });

  it("count `clientIp`, and not `explain`", () => {
    const resolver = createResolver(proxy);
    const evidence = { peer: "10.0.0.5", rawHeaders: ["X-Forwarded-For", "203.0.113.7"] };
    resolver.clientIp(evidence);
    resolver.explain(evidence);
    expect(resolver.stats().requests).toBe(1);
  });

  it("begin with none of any kind", () => {
    const { statuses, warnings, hops } = createResolver("direct").stats();
    expect(new Set([...Object.values(statuses), ...Object.values(warnings)])).toEqual(new Set([0]));
    expect(hops).toEqual([]);
  });

  it("name no hops of a request that came through none, frozen as its answer's are", () => {
    const resolver = createResolver("direct");
    ask(resolver, "203.0.113.7");
    const [{ via } = { via: ["none"] }] = resolver.stats().hops;
    expect(via).toEqual([]);
    expect(Object.isFrozen(via)).toBe(true);
  });

  it("are a copy", () => {
    const resolver = createResolver("direct");
    const before = resolver.stats();
    ask(resolver, undefined);
    expect(before.requests).toBe(0);
    expect(before.statuses.resolved).toBe(0);
  });
});

describe("probable-proxy: one client for 1,000 requests", () => {
  it("is warned of from then on, if they came on 20 connections", () => {
    const resolver = createResolver(proxy);
    expect(repeat(resolver, "203.0.113.7", 999, 20).warnings).toEqual([]);
    expect(ask(resolver, "203.0.113.7", 999)).toMatchObject({
      ip: "203.0.113.7",
      status: "resolved",
      warnings: ["probable-proxy"],
    });
    expect(codesOf(resolver)).toEqual(["one-client"]);
    expect(ask(resolver, "203.0.113.7", 3).warnings).toEqual(["probable-proxy"]);
  });

  it("is none on 19 connections, even with more requests", () => {
    const [few, enough] = [createResolver(proxy), createResolver(proxy)];
    expect(repeat(few, "203.0.113.7", 1_500, 19).warnings).toEqual([]);
    expect(repeat(enough, "203.0.113.7", 1_000, 20).warnings).toEqual(["probable-proxy"]);
  });

  it.each([0, 31, 32, 1_023, 1_024, 2 ** 31, 2 ** 32 + 1_000])(
    "is none on one connection, whatever its number: %i",
    (connection) => {
      const resolver = createResolver(proxy);
      for (let i = 0; i < 1_500; i++) ask(resolver, "203.0.113.7", connection);
      expect(ask(resolver, "203.0.113.7", connection).warnings).toEqual([]);
    },
  );

  it("is none among answers without a client, which do not interrupt it either", () => {
    const resolver = createResolver(proxy);
    expect(repeat(resolver, "junk", 1_500, 25)).toMatchObject({ warnings: [], ip: undefined });
    repeat(resolver, "203.0.113.7", 999, 25);
    ask(resolver, "junk", 1);
    expect(ask(resolver, "203.0.113.7", 1).warnings).toEqual(["probable-proxy"]);
    expect(codesOf(resolver)).toEqual(["no-client", "one-client"]);
  });

  it("on connections whose numbers are far apart", () => {
    const resolver = createResolver(proxy);
    const numbers = [0, 32, 512, 992].flatMap((first) => [0, 1, 2, 3, 4].map((i) => first + i));
    for (let i = 0; i < 1_000; i++) ask(resolver, "203.0.113.7", numbers[i % 20]);
    expect(ask(resolver, "203.0.113.7", 0).warnings).toEqual(["probable-proxy"]);
  });

  it("is told of once, beside another alarm", () => {
    const resolver = createResolver({ ...proxy, address: "198.51.100.0/24" });
    for (let i = 0; i < 2_000; i++) ask(resolver, "10.9.9.9", i, "198.51.100.1");
    expect(codesOf(resolver).toSorted()).toEqual(["one-client", "private-clients"]);
  });

  it("is noticed by clientIp alone, too", () => {
    const resolver = createResolver(proxy, { onProbableProxy: "unresolved" });
    const rawHeaders = ["X-Forwarded-For", "203.0.113.7"];
    const clients = Array.from({ length: 1_000 }, (_, connection) =>
      resolver.clientIp({ peer: "10.0.0.5", rawHeaders, connection }),
    );
    expect(clients.slice(-2)).toEqual(["203.0.113.7", undefined]);
    expect(codesOf(resolver)).toEqual(["one-client"]);
  });

  it.each([{}, { onProbableProxy: "unresolved" as const }])(
    "is what clientIp finds, too, as resolve does: with %j",
    (options) => {
      const [asking, resolving] = [createResolver(proxy, options), createResolver(proxy, options)];
      const lists = ["junk", "203.0.113.7", "junk", "203.0.113.7"];
      const evidence = lists.flatMap((list) =>
        Array.from({ length: 1_001 }, (_, connection) => ({
          peer: "10.0.0.5",
          rawHeaders: ["X-Forwarded-For", list],
          connection,
        })),
      );
      const clients = evidence.map((one) => asking.clientIp(one));
      expect(clients).toEqual(evidence.map((one) => resolving.resolve(one).ip));
      expect(asking.stats().statuses).toEqual(resolving.stats().statuses);
      expect(asking.alarms).toEqual(resolving.alarms);
    },
  );

  it("counts from none for each client", () => {
    for (const [times, connections] of [
      [2, 25],
      [2, 1],
      [500, 25],
    ] as const) {
      const resolver = createResolver(proxy);
      repeat(resolver, "203.0.113.8", times, connections);
      expect(repeat(resolver, "203.0.113.7", 999, 20).warnings).toEqual([]);
      expect(ask(resolver, "203.0.113.7", 1).warnings).toEqual(["probable-proxy"]);
    }
  });

  it("counts no connection of the client before, and none that is not known", () => {
    const resolver = createResolver(proxy);
    ask(resolver, "203.0.113.8", 100);
    ask(resolver, "203.0.113.8", 100);
    for (let i = 0; i < 1_500; i++) ask(resolver, "203.0.113.7", 1 + (i % 19));
    expect(ask(resolver, "203.0.113.7").warnings).toEqual([]);
    expect(ask(resolver, "203.0.113.7", 20).warnings).toEqual(["probable-proxy"]);
  });

  it("forgets the connections of another client", () => {
    const resolver = createResolver(proxy);
    repeat(resolver, "203.0.113.7", 500, 25);
    ask(resolver, "203.0.113.8", 1);
    expect(repeat(resolver, "203.0.113.7", 1_000, 1).warnings).toEqual([]);
    expect(repeat(resolver, "203.0.113.7", 20, 20).warnings).toEqual(["probable-proxy"]);
  });

  it.each([
    ["on 19 connections", "203.0.113.7", 19],
    ["on loopback", "127.0.0.1", 50],
    ["on loopback, IPv6", "::1", 50],
  ])("is none %s", (_name, client, connections) => {
    const resolver = createResolver({ ...proxy, address: ["10.0.0.5", "loopback"] });
    for (let i = 0; i < 1_500; i++) {
      const evidence = { peer: "127.0.0.2", rawHeaders: ["X-Forwarded-For", client] };
      expect(resolver.resolve({ ...evidence, connection: i % connections }).warnings).toEqual([]);
    }
  });

  it("is none where connections are not known", () => {
    const resolver = createResolver(proxy);
    for (let i = 0; i < 1_500; i++) ask(resolver, "203.0.113.7");
    expect(ask(resolver, "203.0.113.7").warnings).toEqual([]);
  });

  it("ends with another client, and counts anew", () => {
    const resolver = createResolver(proxy);
    repeat(resolver, "203.0.113.7", 1_000, 25);
    expect(ask(resolver, "203.0.113.8", 1).warnings).toEqual([]);
    expect(ask(resolver, "203.0.113.7", 2).warnings).toEqual([]);
    expect(repeat(resolver, "203.0.113.7", 900, 25).warnings).toEqual([]);
  });

  it("goes by ports where no connection is told", () => {
    const resolver = createResolver("direct");
    const evidence = { peer: "203.0.113.7", rawHeaders: [] };
    let last = resolver.resolve(evidence);
    for (let i = 0; i < 1_000; i++) last = resolver.resolve({ ...evidence, peerPort: 5000 + i });
    expect(last.warnings).toEqual(["probable-proxy"]);
  });

  it("keeps the warning that an answer has", () => {
    const resolver = createResolver("10.0.0.0/8");
    expect(repeat(resolver, "10.0.0.7", 1_001, 25).warnings).toEqual([
      "list-exhausted",
      "probable-proxy",
    ]);
  });

  it("is refused by onProbableProxy", () => {
    const resolver = createResolver(proxy, { onProbableProxy: "unresolved" });
    expect(repeat(resolver, "203.0.113.7", 1_000, 25)).toMatchObject({
      ip: undefined,
      source: undefined,
      status: "unproven",
      outermost: "203.0.113.7",
    });
    const evidence = { peer: "10.0.0.5", rawHeaders: ["X-Forwarded-For", "203.0.113.7"] };
    expect(resolver.clientIp({ ...evidence, connection: 7 })).toBeUndefined();
    expect(ask(resolver, "203.0.113.8", 7).ip).toBe("203.0.113.8");
  });

  it("has no scheme and no host then, as every answer without a client", () => {
    const resolver = createResolver(
      { ...proxy, proto: "https", host: "x-forwarded-host" },
      { onProbableProxy: "unresolved" },
    );
    const rawHeaders = ["X-Forwarded-For", "203.0.113.7", "X-Forwarded-Host", "a.example"];
    const answers = Array.from({ length: 1_000 }, (_, connection) =>
      resolver.resolve({ peer: "10.0.0.5", rawHeaders, connection }),
    );
    expect(answers[0]).toMatchObject({ proto: "https", host: "a.example" });
    expect(answers.at(-1)).not.toHaveProperty("proto");
    expect(answers.at(-1)).not.toHaveProperty("host");
  });

  it("is proven no further than the peer where hops are counted", () => {
    const resolver = createResolver({ hops: 1 }, { onProbableProxy: "unresolved" });
    const { status, outermost } = repeat(resolver, "203.0.113.7", 1_000, 25);
    expect([status, outermost]).toEqual(["unproven", "10.0.0.5"]);
  });
});

/** The resolver after so many private clients. */
function asked(resolver: Resolver, times: number, peer: string): Resolver {
  for (let i = 0; i < times; i++) ask(resolver, `10.9.${i & 255}.2`, i, peer);
  return resolver;
}

/** The hops that a resolver complains of, after 1,000 requests with this list. */
function unseen(path: Config, list: string, peer = "10.0.0.5"): readonly unknown[] {
  const resolver = createResolver(path);
  for (let i = 0; i < 999; i++) ask(resolver, list, i, peer);
  expect(resolver.alarms).toEqual([]);
  ask(resolver, "203.0.113.99", 0, peer);
  return resolver.alarms.flatMap((alarm) => (alarm.code === "unseen-hop" ? alarm.hop : []));
}

describe("no-client: a path by which none of the first 100 requests has a client", () => {
  const NONE = "unknown";

  it("is told once, with the status of the last request", () => {
    const resolver = createResolver(proxy);
    for (let i = 0; i < 99; i++) ask(resolver, NONE, i);
    expect(resolver.alarms).toEqual([]);
    ask(resolver, "203.0.113.7, x", 99);
    expect(resolver.alarms).toHaveLength(1);
    for (let i = 0; i < 9; i++) ask(resolver, "203.0.113.7, x", i);
    expect(resolver.alarms).toEqual([{ code: "no-client", status: "malformed" }]);
  });

  it.each([0, 42, 99])("is none if request %i has one", (known) => {
    const resolver = createResolver(proxy);
    for (let i = 0; i < 500; i++) ask(resolver, i === known ? "203.0.113.7" : NONE, i);
    expect(resolver.alarms).toEqual([]);
  });

  it("is none without a path, which another warning is for", () => {
    const resolver = createResolver();
    for (let i = 0; i < 500; i++) ask(resolver, "203.0.113.7", i);
    expect(resolver.alarms).toEqual([]);
  });

  it("is none either where a half of the requests needs no path", () => {
    const resolver = createResolver();
    for (let i = 0; i < 500; i++) ask(resolver, i % 2 === 0 ? "203.0.113.7" : undefined, i);
    expect(resolver.stats().statuses).toMatchObject({ resolved: 250, unconfigured: 250 });
    expect(resolver.alarms).toEqual([]);
  });
});

describe("unseen-hop: a hop that none of the first 1,000 requests came through", () => {
  const cdn = { ...proxy, name: "cdn", address: "198.51.100.0/24" };

  it("raises an alarm for each such hop", () => {
    expect(unseen([cdn, proxy], "203.0.113.7")).toEqual(["cdn"]);
    expect(unseen([cdn, proxy], "203.0.113.7", "203.0.113.9")).toEqual(["cdn", "proxy"]);
    expect(unseen([cdn, proxy], "203.0.113.7, 198.51.100.1")).toEqual([]);
  });

  it("is none if the later requests came through it", () => {
    const resolver = createResolver([cdn, proxy]);
    for (let i = 0; i < 1_000; i++) {
      const client = `203.0.113.${i & 127}`;
      ask(resolver, i < 500 ? client : `${client}, 198.51.100.1`, i);
    }
    expect(resolver.alarms).toEqual([]);
  });

  it("is told by place, not by name", () => {
    expect(unseen([{ ...cdn, name: "proxy" }, proxy], "203.0.113.7")).toEqual(["proxy"]);
  });

  it("is none inside an entry point that all requests came through", () => {
    const path = [oneOf(cdn, { ...cdn, name: "far", address: "192.0.2.1" }), proxy];
    const resolver = createResolver(path);
    for (let i = 0; i < 1_000; i++) ask(resolver, "203.0.113.7, 198.51.100.1");
    expect(resolver.alarms).toEqual([{ code: "unseen-hop", hop: "far" }]);
    expect(unseen(path, "203.0.113.7", "203.0.113.9")).toEqual(["cdn", "far", "proxy"]);
  });

  it("may be an entry point, and is none that keeps the source address", () => {
    const nat = { name: "nat", tells: "source-address" } as const;
    expect(unseen([oneOf(cdn, { ...cdn, address: "192.0.2.1" }), proxy], "203.0.113.7")).toEqual([
      "cdn",
      "cdn",
    ]);
    expect(
      unseen(
        [oneOf(cdn, { ...cdn, address: "192.0.2.1", name: "lb" }), nat, proxy],
        "6.6.6.6, 192.0.2.1",
      ),
    ).toEqual(["cdn"]);
    expect(unseen([nat, proxy], "203.0.113.7", "203.0.113.9")).toEqual(["proxy"]);
  });
});

describe("private-clients: clients in a row that are private", () => {
  const edge = { ...proxy, address: "198.51.100.0/24" };

  it("are told of after 1,000 where the outermost hop is on the internet", () => {
    expect(codesOf(asked(createResolver(edge), 999, "198.51.100.1"))).toEqual([]);
    expect(codesOf(asked(createResolver(edge), 1_000, "198.51.100.1"))).toEqual([
      "private-clients",
    ]);
  });

  it("are told of after 10,000 elsewhere", () => {
    expect(codesOf(asked(createResolver(proxy), 9_999, "10.0.0.5"))).toEqual([]);
    expect(codesOf(asked(createResolver(proxy), 10_000, "10.0.0.5"))).toEqual(["private-clients"]);
  });

  it("do not count so where the outermost hop has no address", () => {
    const nat = { name: "nat", tells: "source-address" } as const;
    expect(codesOf(asked(createResolver([nat, proxy]), 1_000, "10.0.0.5"))).toEqual([]);
  });

  it("are told of after 1,000 where one of several entry points is on the internet", () => {
    const path = oneOf(edge, { ...proxy, address: "10.0.0.6" });
    for (const peer of ["198.51.100.1", "10.0.0.6"]) {
      expect(codesOf(asked(createResolver(path), 999, peer))).not.toContain("private-clients");
      expect(codesOf(asked(createResolver(path), 1_000, peer))).toContain("private-clients");
    }
  });

  it("are told of after 1,000 where customers of a vendor share the outermost hop", () => {
    const address = new LiveAddresses({ name: "cdn", prefixes: ["198.51.100.0/24"] });
    const cdn = { ...proxy, address, shared: true, anyCustomer: true };
    expect(codesOf(asked(createResolver(cdn), 1_000, "198.51.100.1"))).toEqual(["private-clients"]);
  });

  it("are told of after 10,000 without a proxy", () => {
    const resolver = createResolver("direct");
    const clients = (times: number) => {
      for (let i = 0; i < times; i++) ask(resolver, undefined, i, `10.9.${i & 255}.2`);
      return codesOf(resolver);
    };
    expect(clients(9_999)).toEqual([]);
    expect(clients(1)).toEqual(["private-clients"]);
  });

  it("are none of requests without a client", () => {
    const resolver = createResolver([edge, proxy]);
    for (let i = 0; i < 1_500; i++) ask(resolver, "junk", i);
    expect(codesOf(resolver)).not.toContain("private-clients");
  });

  it("count from none after one that is public", () => {
    const resolver = createResolver(edge);
    asked(resolver, 63, "198.51.100.1");
    ask(resolver, "203.0.113.7", 0, "198.51.100.1");
    expect(codesOf(asked(resolver, 999, "198.51.100.1"))).toEqual([]);
    expect(codesOf(asked(resolver, 1, "198.51.100.1"))).toEqual(["private-clients"]);
  });

  it("count anew after one that is public, and are told of once", () => {
    const resolver = createResolver(edge);
    asked(resolver, 900, "198.51.100.1");
    ask(resolver, "203.0.113.7", 0, "198.51.100.1");
    expect(codesOf(asked(resolver, 900, "198.51.100.1"))).toEqual([]);
    expect(codesOf(asked(resolver, 2_000, "198.51.100.1"))).toEqual(["private-clients"]);
    ask(resolver, "203.0.113.7", 0, "198.51.100.1");
    expect(codesOf(asked(resolver, 3_000, "198.51.100.1"))).toEqual(["private-clients"]);
  });
});
