import type { Hop } from "@client-ip/core";
import { createResolver } from "@client-ip/core";
import { describe, expect, it } from "vitest";
import { ask, raw } from "./ask.ts";

const CLIENT = "203.0.113.7";
const hop: Hop = { name: "proxy", address: "10.0.0.1", tells: "x-forwarded-for" };
const two: Hop[] = [{ name: "outer", address: "any", tells: "x-forwarded-for" }, hop];
const three: Hop[] = [{ name: "first", address: "any", tells: "x-forwarded-for" }, ...two];
const google: Hop = { ...hop, tells: { list: "x-forwarded-for", appends: 2 } };
const range: Hop = { name: "range", address: "10.0.0.0/8", tells: "x-forwarded-for", repeat: true };

const list = (path: Hop | Hop[], values: string | string[]) =>
  ask(path, "10.0.0.1", { "X-Forwarded-For": values });
const blanks = (count: number) => " ".repeat(count);
const unresolved = (status: string) => ({ ip: undefined, source: undefined, status });

describe("rule 2: header lines count one by one, last line first, last element first", () => {
  it.each<[Hop | Hop[], string[], string]>([
    // [path, lines, why the row exists]
    [hop, ["6.6.6.6", CLIENT], "HAProxy writes its own line below the forged one"],
    [hop, ["6.6.6.6, 7.7.7.7", `8.8.8.8, ${CLIENT}`], "the last element of the last line"],
    [two, ["6.6.6.6, 203.0.113.7", "198.51.100.4"], "the walk goes on in the line above"],
    [two, ["6.6.6.6", `${CLIENT}, 198.51.100.4`], "two of the same line"],
    [three, ["6.6.6.6", CLIENT, "198.51.100.4", "198.51.100.5"], "one a line"],
    [three, [`6.6.6.6,${CLIENT}`, "198.51.100.4 ,\t198.51.100.5"], "blanks around commas"],
  ])("%#: %j %j (%s)", (path, lines) => {
    expect(list(path, lines)).toMatchObject({ ip: CLIENT, source: "x-forwarded-for" });
  });

  it("other headers between the lines change nothing", () => {
    const rawHeaders = [
      "x-forwarded-for",
      "6.6.6.6",
      "A",
      "1",
      "X-FORWARDED-FOR",
      CLIENT,
      "B",
      "2",
    ];
    expect(createResolver(hop).resolve({ peer: "10.0.0.1", rawHeaders })).toMatchObject({
      ip: CLIENT,
    });
  });

  it("a list is one list, however its name is spelt in the path", () => {
    const path: Hop[] = [{ ...hop, address: "any", tells: { list: "X-Forwarded-For" } }, hop];
    expect(list(path, `6.6.6.6, ${CLIENT}, 198.51.100.4`)).toMatchObject({ ip: CLIENT });
  });

  it("each list of a path is read by itself", () => {
    const path: Hop[] = [
      { ...hop, address: "any", tells: "x-forwarded-for" },
      { ...hop, address: "any", tells: { list: "X-Chain" } },
      hop,
    ];
    const lines = {
      "X-Forwarded-For": `6.6.6.6, ${CLIENT}, 198.51.100.4`,
      "X-Chain": "7.7.7.7, 198.51.100.5",
    };
    expect(ask(path, "10.0.0.1", lines)).toMatchObject({ ip: CLIENT, source: "x-forwarded-for" });
  });

  it("a list header of another name is read alike", () => {
    const custom: Hop = { ...hop, tells: { list: "X-Chain" } };
    expect(
      ask(custom, "10.0.0.1", { "X-Forwarded-For": "6.6.6.6", "x-chain": ["6.6.6.6", CLIENT] }),
    ).toMatchObject({ ip: CLIENT, source: "x-chain" });
  });
});

describe("rule 2: header lines that the server dropped", () => {
  const truncated = { truncated: true };

  it.each([
    [hop, { "X-Forwarded-For": CLIENT }],
    [{ ...hop, tells: "forwarded" }, { Forwarded: `for=${CLIENT}` }],
    [{ ...hop, tells: { value: "X-Real-IP" } }, { "X-Real-IP": CLIENT }],
    [
      { ...hop, tells: { value: "x-envoy-external-address" } },
      { "X-Envoy-External-Address": CLIENT, "X-Forwarded-For": CLIENT },
    ],
    [range, { "X-Forwarded-For": "10.0.0.9" }],
  ] as [Hop, Record<string, string>][])(
    "truncated is too-long where a header is read: %j",
    (path, lines) => {
      expect(ask(path, "10.0.0.1", lines, truncated)).toMatchObject(unresolved("too-long"));
      expect(ask(path, "10.0.0.1", lines)).toMatchObject({ status: "resolved" });
    },
  );

  it("a certificate header that may have had another line is not believed", () => {
    const path: Hop[] = [
      { name: "gateway", identity: "spiffe://a/gw", tells: "x-forwarded-for" },
      { name: "sidecar", address: "127.0.0.6", tells: "nothing", xfcc: "last" },
    ];
    const lines = {
      "X-Forwarded-Client-Cert": `Hash=${"a".repeat(64)};URI=spiffe://a/gw`,
      "X-Forwarded-For": CLIENT,
    };
    expect(ask(path, "127.0.0.6", lines, truncated)).toMatchObject(unresolved("too-long"));
    expect(ask(path, "127.0.0.6", lines)).toMatchObject({ ip: CLIENT });
  });

  it("nor is a secret, whatever its hop tells", () => {
    const secret = { header: "X-Edge", value: "s3cret" };
    const lines = { "X-Edge": "s3cret" };
    const snat: Hop = { ...hop, secret, tells: "nothing" };
    expect(ask(snat, "10.0.0.1", lines, truncated)).toMatchObject(unresolved("too-long"));
    expect(ask(snat, "10.0.0.1", lines)).toMatchObject(unresolved("hidden"));
  });

  it("truncated does not matter where no header is read", () => {
    const nlb: Hop = { ...hop, tells: "proxy-protocol" };
    const source = { address: CLIENT, port: 1 };
    const proxyProtocol = {
      version: 2,
      command: "PROXY",
      family: "INET",
      transport: "STREAM",
      source,
      tlvs: [],
    } as const;
    expect(ask(nlb, "10.0.0.1", {}, { ...truncated, proxyProtocol })).toMatchObject({ ip: CLIENT });
    const certified: Hop = { ...hop, identity: "spiffe://a/gw", tells: "nothing" };
    const peerIdentity = ["spiffe://a/gw"];
    expect(ask(certified, "10.0.0.1", {}, { ...truncated, peerIdentity })).toMatchObject(
      unresolved("hidden"),
    );
    expect(ask({ ...hop, tells: "nothing" }, "10.0.0.1", {}, truncated)).toMatchObject(
      unresolved("hidden"),
    );
    const lines = { "X-Forwarded-For": "6.6.6.6" };
    expect(ask("direct", CLIENT, lines, truncated)).toMatchObject({ ip: CLIENT });
    expect(ask(hop, CLIENT, lines, truncated)).toMatchObject({ ip: CLIENT, via: [] });
    expect(ask(undefined, CLIENT, lines, truncated)).toMatchObject({ ip: CLIENT });
  });
});

describe("rule 6: `_` is never read as `-`", () => {
  it.each([
    ["x_forwarded_for", hop],
    ["X-Forwarded_For", hop],
    ["x_real_ip", { ...hop, tells: { value: "X-Real-IP" } }],
    ["X-Real-IP", { ...hop, tells: { value: "x_real_ip" } }],
  ] as const)("%s is another header", (name, path) => {
    expect(ask(path, "10.0.0.1", { [name]: "6.6.6.6" })).toMatchObject(unresolved("missing"));
  });

  it("beside the right one it is ignored", () => {
    expect(
      ask(hop, "10.0.0.1", { "X-Forwarded-For": CLIENT, x_forwarded_for: "6.6.6.6" }),
    ).toMatchObject({ ip: CLIENT });
  });
});

describe("rule 14: an empty element where a hop should have written is malformed", () => {
  it.each([
    [hop, "", "an empty header"],
    [hop, " \t", "a blank one"],
    [hop, `${CLIENT},`, "an empty last element"],
    [hop, `${CLIENT}, \t`, "a blank last element"],
    [hop, ",", "only a comma"],
    [hop, [CLIENT, ""], "an empty last line"],
    [two, `6.6.6.6,,198.51.100.4`, "an empty element where the outer hop wrote"],
    [two, ["6.6.6.6", "", "198.51.100.4"], "an empty line where the outer hop wrote"],
    [two, ["6.6.6.6,", "198.51.100.4"], "an empty element at the end of the line above"],
    [two, ",198.51.100.4", "an empty first element"],
    [range, `${CLIENT},,10.0.0.2`, "inside a range"],
    [google, `${CLIENT},`, "the appended element that is skipped"],
    [google, ["6.6.6.6", CLIENT, ""], "the same as a line"],
    [google, `,${CLIENT}`, "the appended element that names the peer"],
  ] as [Hop | Hop[], string | string[], string][])("%#: %j %j (%s)", (path, values) => {
    expect(list(path, values)).toMatchObject(unresolved("malformed"));
  });

  it.each([
    // The neighbors: what nobody consumes is not looked at.
    [hop, `,${CLIENT}`],
    [hop, ["", CLIENT]],
    [hop, [", ,1.2.3.4,,", CLIENT]],
    [two, `,${CLIENT},198.51.100.4`],
    [google, `,${CLIENT},34.1.1.1`],
  ] as [Hop | Hop[], string | string[]][])(
    "left of them it may be empty: %j %j",
    (path, values) => {
      expect(list(path, values)).toMatchObject({ ip: CLIENT });
    },
  );

  it("only consumed elements are validated", () => {
    expect(list(hop, `junk, <script>, 127.0.0.6, ${CLIENT}`)).toMatchObject({ ip: CLIENT });
    expect(list(two, `junk, ${CLIENT}, 198.51.100.4`)).toMatchObject({ ip: CLIENT });
    expect(list(two, `${CLIENT}, junk`)).toMatchObject(unresolved("malformed"));
    expect(list(two, `junk, 198.51.100.4`)).toMatchObject(unresolved("malformed"));
  });

  it("all n elements of `appends: n` are validated", () => {
    expect(list(google, `junk, ${CLIENT}, 34.1.1.1`)).toMatchObject({ ip: CLIENT });
    expect(list(google, `${CLIENT}, junk`)).toMatchObject(unresolved("malformed"));
    expect(list(google, `${CLIENT}, 34.1.1.01`)).toMatchObject(unresolved("malformed"));
    expect(list(google, "junk, 34.1.1.1")).toMatchObject(unresolved("malformed"));
    // Whatever it says of itself, the appended element must be an address.
    expect(list(google, `${CLIENT}, unknown`).ip).toBeUndefined();
    const wide: Hop = { ...hop, tells: { list: "x-forwarded-for", appends: 3 } };
    expect(list(wide, `${CLIENT}, 34.1.1.1, 34.1.1.2`)).toMatchObject({ ip: CLIENT });
    expect(list(wide, `${CLIENT}, junk, 34.1.1.2`)).toMatchObject(unresolved("malformed"));
    expect(list(wide, `${CLIENT}, 34.1.1.1, junk`)).toMatchObject(unresolved("malformed"));
  });

  it("`unknown` in any list hides the peer", () => {
    expect(list(hop, `6.6.6.6, unknown`)).toMatchObject(unresolved("hidden"));
    expect(list(two, `6.6.6.6, unknown, 198.51.100.4`)).toMatchObject(unresolved("hidden"));
    expect(list(two, `${CLIENT}, unknown`)).toMatchObject(unresolved("hidden"));
    expect(list(hop, `unknown, ${CLIENT}`)).toMatchObject({ ip: CLIENT });
    expect(list(hop, "unknowns")).toMatchObject(unresolved("malformed"));
    expect(list(hop, "unknow")).toMatchObject(unresolved("malformed"));
    const custom: Hop = { ...hop, tells: { list: "X-Chain" } };
    expect(ask(custom, "10.0.0.1", { "X-Chain": "unknown" })).toMatchObject(unresolved("hidden"));
  });

  it("a list that is used up before a hop's element is missing", () => {
    expect(ask(hop, "10.0.0.1")).toMatchObject(unresolved("missing"));
    expect(list(two, CLIENT)).toMatchObject(unresolved("missing"));
    expect(list(three, ["198.51.100.4", CLIENT])).toMatchObject(unresolved("missing"));
    expect(list(google, CLIENT)).toMatchObject(unresolved("missing"));
  });
});

describe("rule 7: bounds", () => {
  it("padding on the left does not buy a refusal", () => {
    const junk = "1.1.1.1,".repeat(9_000);
    expect(junk.length).toBeGreaterThan(70_000);
    expect(list(hop, `${junk}${CLIENT}`)).toMatchObject({ ip: CLIENT });
    expect(list(hop, [junk, CLIENT])).toMatchObject({ ip: CLIENT });
    expect(list(hop, `${blanks(70_000)},${CLIENT}`)).toMatchObject({ ip: CLIENT });
    expect(list(two, [junk, `${CLIENT}, 198.51.100.4`])).toMatchObject({ ip: CLIENT });
  });

  it("4 KiB scanned are too-long, never an address", () => {
    expect(list(hop, `6.6.6.6,${blanks(4_000)}${CLIENT}`)).toMatchObject({ ip: CLIENT });
    expect(list(hop, `6.6.6.6,${blanks(4_100)}${CLIENT}`)).toMatchObject(unresolved("too-long"));
    expect(list(hop, `6.6.6.6,${blanks(70_000)}${CLIENT}`)).toMatchObject(unresolved("too-long"));
    expect(list(hop, `6.6.6.6,${CLIENT}${blanks(70_000)}`)).toMatchObject(unresolved("too-long"));
    expect(list(hop, "1".repeat(70_000))).toMatchObject(unresolved("too-long"));
  });

  it("the bytes of all elements count together", () => {
    const both = (count: number) =>
      [`${blanks(count)}${CLIENT}`, `${blanks(count)}198.51.100.4`] satisfies string[];
    expect(list(two, both(2_000).join())).toMatchObject({ ip: CLIENT });
    expect(list(two, both(40_000).join())).toMatchObject(unresolved("too-long"));
    expect(list(two, both(2_050))).toMatchObject(unresolved("too-long"));
  });

  it("a request walks 32 hops and no more", () => {
    const lines = (trusted: number) => ({
      "X-Forwarded-For": `6.6.6.6,${CLIENT}${",10.0.0.2".repeat(trusted)}`,
    });
    // The peer is a hop as well.
    expect(ask(range, "10.0.0.1", lines(31))).toMatchObject({ ip: CLIENT, proof: "address" });
    expect(ask(range, "10.0.0.1", lines(32))).toMatchObject(unresolved("too-long"));
    expect(ask(range, "10.0.0.1", lines(5_000))).toMatchObject(unresolved("too-long"));
  });
});

describe("rule 15: repeat", () => {
  it("walks one or more of its kind", () => {
    expect(list(range, `6.6.6.6, ${CLIENT}`)).toMatchObject({ ip: CLIENT, via: ["range"] });
    expect(list(range, `6.6.6.6, ${CLIENT}, 10.0.0.3, 10.0.0.2`)).toMatchObject({
      ip: CLIENT,
      proof: "address",
      warnings: [],
    });
    expect(list({ ...range, repeat: false }, `${CLIENT}, 10.0.0.3`)).toMatchObject({
      ip: "10.0.0.3",
    });
  });

  it("the first is obligatory", () => {
    expect(ask(range, "10.0.0.1")).toMatchObject(unresolved("missing"));
    expect(
      ask([range, { name: "nginx", address: "127.0.0.1", tells: "x-forwarded-for" }], "127.0.0.1", {
        "X-Forwarded-For": "10.0.0.1",
      }),
    ).toMatchObject(unresolved("missing"));
    expect(ask([{ ...hop, address: "172.16.0.1" }, range], "172.16.0.1")).toMatchObject(
      unresolved("unproven"),
    );
  });

  it("when the list ends after at least one element the cursor is the client", () => {
    expect(list(range, "10.0.0.3, 10.0.0.2")).toMatchObject({
      ip: "10.0.0.3",
      status: "resolved",
      proof: "none",
      source: "x-forwarded-for",
      warnings: ["list-exhausted"],
    });
    expect(list(range, ["10.0.0.3", "10.0.0.2"])).toMatchObject({
      ip: "10.0.0.3",
      warnings: ["list-exhausted"],
    });
  });

  it("goes on with the next outer hop where the range ends, which is obligatory in its turn", () => {
    const path: Hop[] = [
      { name: "edge", address: "198.51.100.4", tells: "x-forwarded-for" },
      range,
    ];
    expect(list(path, `${CLIENT}, 198.51.100.4, 10.0.0.2`)).toMatchObject({
      ip: CLIENT,
      via: expect.arrayContaining(["edge", "range"]) as unknown,
      warnings: [],
    });
    expect(list(path, "198.51.100.4, 10.0.0.2")).toMatchObject(unresolved("missing"));
  });

  it("works for Forwarded and for lists that grow by several", () => {
    expect(
      ask({ ...range, tells: "forwarded" }, "10.0.0.1", {
        Forwarded: [`for=6.6.6.6, for=${CLIENT}`, "for=10.0.0.2"],
      }),
    ).toMatchObject({ ip: CLIENT });
    expect(
      ask({ ...range, tells: "forwarded" }, "10.0.0.1", { Forwarded: "for=10.0.0.2" }),
    ).toMatchObject({ ip: "10.0.0.2", proof: "none", warnings: ["list-exhausted"] });
    const double: Hop = { ...range, tells: { list: "x-forwarded-for", appends: 2 } };
    expect(list(double, `6.6.6.6, ${CLIENT}, 34.1.1.1, 10.0.0.2, 34.1.1.2`)).toMatchObject({
      ip: CLIENT,
    });
  });

  it("`unknown` inside the range hides whoever stands there", () => {
    expect(list(range, `${CLIENT}, unknown, 10.0.0.2`)).toMatchObject(unresolved("hidden"));
  });

  it("junk inside the range is malformed, not the end of it", () => {
    expect(list(range, `${CLIENT}, junk, 10.0.0.2`)).toMatchObject(unresolved("malformed"));
  });
});

it("evidence that is spelt in any case is one header", () => {
  expect(createResolver(hop).resolve(raw("10.0.0.1", { "x-FORWARDED-for": CLIENT }))).toMatchObject(
    {
      ip: CLIENT,
    },
  );
});
