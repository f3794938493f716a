import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createResolver, evidenceOfFetch, type Config, type FetchPeer } from "../../src/index.ts";
import { thrownBy } from "../support/thrown-by.ts";

const PEER = "10.0.0.1";
const list: Config = { address: PEER, tells: "x-forwarded-for" };
const forwarded: Config = { address: PEER, tells: "forwarded" };
const value: Config = { address: PEER, tells: { value: "x-real-ip" } };
const own: Config = { address: PEER, tells: { list: "forwarded", ownLine: true } };
const gateway = "spiffe://cluster.local/ns/istio-system/sa/gateway";
const mesh = (xfcc: "last" | "only"): Config => [
  { identity: gateway, tells: "x-forwarded-for" },
  { address: "127.0.0.6", tells: "nothing", xfcc },
];

const NAMES = ["x-forwarded-for", "forwarded", "x-real-ip", "x-forwarded-client-cert"];
const PARTS = [
  "for=",
  "203.0.113.7",
  "6.6.6.6",
  "[2001:db8::7]",
  "unknown",
  '"',
  "\\",
  ",",
  ", ",
  ";",
  "host=",
  "By=a;",
  `Hash=${"0".repeat(64)}`,
  `;URI=${gateway}`,
  ';Subject="',
];

function requestOf(lines: readonly (readonly [string, string])[]): Request {
  const headers = new Headers();
  for (const [name, text] of lines) headers.append(name, text);
  return new Request("http://a.example/", { headers });
}

const answer = (path: Config, lines: readonly (readonly [string, string])[], peer = PEER) => {
  const { ip, status } = createResolver(path).resolve(evidenceOfFetch(requestOf(lines), peer));
  return ip ?? status;
};

describe("joined-lines: the evidence of a fetch request", () => {
  it.each([
    ["one line", list, [["X-Forwarded-For", "6.6.6.6, 203.0.113.7"]], "203.0.113.7"],
    [
      "several lines",
      list,
      [
        ["X-Forwarded-For", "6.6.6.6"],
        ["x-forwarded-for", "203.0.113.7"],
      ],
      "203.0.113.7",
    ],
    ["one value", value, [["X-Real-IP", "203.0.113.7"]], "203.0.113.7"],
    [
      "two values",
      value,
      [
        ["X-Real-IP", "6.6.6.6"],
        ["X-Real-IP", "203.0.113.7"],
      ],
      "malformed",
    ],
    [
      "a Forwarded of one element",
      forwarded,
      [["Forwarded", 'for="[2001:db8::7]"']],
      "2001:db8::7",
    ],
    ["a list without quotes", forwarded, [["Forwarded", "for=_a, for=203.0.113.7"]], "203.0.113.7"],
    ["a list with quotes", forwarded, [["Forwarded", 'for=_a, for="203.0.113.7"']], "ambiguous"],
    [
      "an open quote of a client",
      forwarded,
      [
        ["Forwarded", 'for="6.6.6.6'],
        ["Forwarded", "for=203.0.113.7"],
      ],
      "ambiguous",
    ],
    ["one line where one is due", own, [["Forwarded", "for=203.0.113.7"]], "203.0.113.7"],
    [
      "two lines where one is due",
      own,
      [
        ["Forwarded", "for=6.6.6.6"],
        ["Forwarded", "for=203.0.113.7"],
      ],
      "malformed",
    ],
    ["no header", list, [], "missing"],
  ] as const)("is read where it can be: %s", (_name, path, lines, expected) => {
    expect(answer(path, lines)).toBe(expected);
  });

  it.each(["last", "only"] as const)("proves no identity by several lines: %s", (xfcc) => {
    const element = `Hash=${"0".repeat(64)};URI=${gateway}`;
    const address = ["X-Forwarded-For", "203.0.113.7"] as const;
    const proof = ["X-Forwarded-Client-Cert", element] as const;
    expect(answer(mesh(xfcc), [proof, address], "127.0.0.6")).toBe("203.0.113.7");
    const forged = ["X-Forwarded-Client-Cert", "Hash=1"] as const;
    expect(answer(mesh(xfcc), [forged, proof, address], "127.0.0.6")).toBe("ambiguous");
  });

  it("never answers otherwise than line by line, unless it refuses", () => {
    const text = fc
      .array(fc.constantFrom(...PARTS), { maxLength: 8 })
      .map((parts) => parts.join("").trim());
    const name = fc.constantFrom(...NAMES);
    const paths = [list, forwarded, own, value, mesh("last"), mesh("only")];
    fc.assert(
      fc.property(fc.array(fc.tuple(name, text), { maxLength: 4 }), (lines) => {
        for (const path of paths) {
          for (const peer of [PEER, "127.0.0.6"]) {
            const resolver = createResolver(path);
            const { ip } = resolver.resolve({ peer, rawHeaders: lines.flat() });
            const joined = resolver.resolve(evidenceOfFetch(requestOf(lines), peer));
            expect([undefined, ip]).toContain(joined.ip);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

const authorityOf = (...hosts: string[]): string | undefined => {
  const lines = hosts.map((host) => ["Host", host] as const);
  return evidenceOfFetch(requestOf(lines), PEER).authority;
};

describe("evidenceOfFetch", () => {
  it("is explained without the text of another request, if it is ambiguous", () => {
    const resolver = createResolver(forwarded);
    const explain = (line: string) => {
      const evidence = evidenceOfFetch(requestOf([["Forwarded", line]]), PEER);
      return String(resolver.explain(evidence));
    };
    expect(explain("for=someone")).toContain("someone");
    const text = explain('for="a", for="b"');
    expect(text).toContain("can be read in two ways");
    expect(text).not.toContain("someone");
  });

  it.each<[FetchPeer, string | undefined, number | undefined]>([
    ["203.0.113.7", "203.0.113.7", undefined],
    ["unix", "unix", undefined],
    [{ address: "203.0.113.7", port: 4711 }, "203.0.113.7", 4711],
    [{ address: "203.0.113.7" }, "203.0.113.7", undefined],
    [{ hostname: "203.0.113.7", port: 4711 }, "203.0.113.7", 4711],
    [{ address: "203.0.113.7", port: "4711" as never }, "203.0.113.7", undefined],
    [{ transport: "unix", path: "/run/app.sock" }, "unix", undefined],
    [{ address: undefined }, undefined, undefined],
    [null, undefined, undefined],
    [undefined, undefined, undefined],
  ])("takes the peer as runtimes give it: %j", (given, peer, peerPort) => {
    const evidence = evidenceOfFetch(requestOf([]), given);
    expect([evidence.peer, evidence.peerPort]).toEqual([peer, peerPort]);
  });

  it("has the host, if there is one", () => {
    expect(authorityOf()).toBeUndefined();
    expect(authorityOf("a.example")).toBe("a.example");
    expect(authorityOf("a.example", "b.example")).toBeUndefined();
  });

  it.each([undefined, {}, { headers: {} }, { headers: [] }, { headers: { get() {} } }])(
    "refuses what is no Request: %j",
    (request) => {
      expect(thrownBy(() => evidenceOfFetch(request as never, PEER))).toMatchObject({
        code: "config-type",
        expected: "a Request of the Fetch API",
      });
    },
  );

  it.each([{}, { port: 1 }, { hostname: 1 }, 5, true, 5n])(
    "refuses what is no peer: %o",
    (peer) => {
      expect(thrownBy(() => evidenceOfFetch(requestOf([]), peer as never))).toMatchObject({
        code: "config-type",
        expected: "the address of the connection's peer",
      });
    },
  );
});
