import { describe, expect, it } from "vitest";
import { candidatesFor } from "../../src/doctor/candidates.ts";
import { readSeen, type Seen } from "../../src/doctor/seen.ts";
import type { Standpoint } from "../../src/doctor/self.ts";

const SELF = "198.51.100.7";
const STANDPOINT: Standpoint = { told: undefined, local: SELF, remote: "203.0.113.1" };

/** A request with these header lines, behind PROXY headers with these sources. */
function seen(peer: string, rawHeaders: readonly string[] = [], ...sources: string[]): Seen {
  const proxyProtocol = sources.map((address) => ({
    version: 2,
    command: "PROXY",
    family: "INET",
    source: { address, port: 1 },
  }));
  return readSeen(JSON.stringify({ version: 1, peer, rawHeaders, masked: [], proxyProtocol }))!;
}

/** The candidates, each as text. */
function candidates(honest: readonly Seen[], headers: readonly string[] = []): readonly string[] {
  return candidatesFor(honest, headers, STANDPOINT).map(({ hops, hides }) => {
    const texts = hops.map(
      ({ address = [], tells }) =>
        `${[address].flat().map(String).join(",")} ${JSON.stringify(tells)}`,
    );
    return `${texts.join(" > ")}${hides ? " hides" : ""}`;
  });
}

const XFF = "X-Forwarded-For";
const list = (value: string): readonly string[] => [XFF, value];

describe("candidatesFor honest requests", () => {
  it("is the path without a hop where the doctor is the peer", () => {
    expect(candidates([seen(SELF)])).toEqual([""]);
  });

  it("is a hop that hides its caller where nothing is told", () => {
    expect(candidates([seen("10.1.0.1")])).toEqual(['10.1.0.1 "nothing" hides']);
  });

  it("is a hop for each element of a list", () => {
    expect(candidates([seen("10.1.0.2", list(`${SELF}, 10.1.0.1`))])).toEqual([
      '10.1.0.1 "x-forwarded-for" > 10.1.0.2 "x-forwarded-for"',
      '198.51.100.7 "nothing" > 10.1.0.1 "x-forwarded-for" > 10.1.0.2 "x-forwarded-for" hides',
    ]);
  });

  it("is a hop for each PROXY header, inside those of lists", () => {
    expect(candidates([seen("10.1.0.1", [], "10.1.0.2", SELF)])).toEqual([
      '10.1.0.2 "proxy-protocol" > 10.1.0.1 "proxy-protocol"',
    ]);
    expect(candidates([seen("10.1.0.1", list(SELF), "10.1.0.2")])).toEqual([
      '10.1.0.2 "x-forwarded-for" > 10.1.0.1 "proxy-protocol"',
      '198.51.100.7 "nothing" > 10.1.0.2 "x-forwarded-for" > 10.1.0.1 "proxy-protocol" hides',
    ]);
  });

  it("has no PROXY header that came with some requests only", () => {
    expect(candidates([seen("10.1.0.1", [], SELF), seen("10.1.0.1")])).toEqual([
      '10.1.0.1 "nothing" hides',
    ]);
  });

  it("has all addresses of a hop, sorted", () => {
    const honest = ["10.1.0.2", "10.1.0.1", "10.1.0.2"].map((peer) => seen(peer, list(SELF)));
    expect(candidates(honest)[0]).toBe('10.1.0.1,10.1.0.2 "x-forwarded-for"');
  });

  it.each([
    ['loopback "x-forwarded-for"', ["127.0.0.1", "127.0.0.9", "::1"]],
    ['127.0.0.6 "x-forwarded-for"', ["127.0.0.6"]],
    ['::1234 "x-forwarded-for"', ["::1234"]],
    ['10.127.0.1 "x-forwarded-for"', ["10.127.0.1"]],
  ])("names %s of %j", (path, peers) => {
    expect(candidates(peers.map((peer) => seen(peer, list(SELF))))[0]).toBe(path);
  });

  it.each([
    ["is as long each time", [list(SELF), list(`${SELF}, 10.1.0.3`)]],
    ["is there each time", [[], list(SELF)]],
    ["is there each time, also at last", [list(SELF), []]],
    ["has an address each time", [list("unknown"), list(SELF)]],
    ["has addresses alone", [list(`unknown, ${SELF}`)]],
  ])("reads no list unless it %s", (_what, lines) => {
    expect(candidates(lines.map((one) => seen("10.1.0.2", one)))).toEqual([
      '10.1.0.2 "nothing" hides',
    ]);
  });

  it("is each list that fits, X-Forwarded-For first", () => {
    const both = [...list(SELF), "Forwarded", `for=${SELF}`];
    expect(candidates([seen("10.1.0.2", both)], ["forwarded"])).toEqual([
      '10.1.0.2 "x-forwarded-for"',
      '10.1.0.2 "forwarded"',
      '198.51.100.7 "nothing" > 10.1.0.2 "x-forwarded-for" hides',
    ]);
  });

  it("is each header that has the doctor's address, in the forms that it can have", () => {
    const names = ["X-Real-IP", "CloudFront-Viewer-Address", "X-Envoy-External-Address"];
    const headers = ["forwarded", ...names.map((name) => name.toLowerCase()), "true-client-ip"];
    const lines = names.flatMap((name) => [name, SELF]);
    expect(candidates([seen("10.1.0.1", lines)], headers)).toEqual([
      '10.1.0.1 {"value":"x-real-ip"}',
      '10.1.0.1 {"value":"x-real-ip","format":"ip:port"}',
      '10.1.0.1 {"value":"cloudfront-viewer-address","format":"ip:port"}',
      ...[0, 1, 2, 3].map(
        (count) => `10.1.0.1 {"value":"x-envoy-external-address","trustedHops":${count}}`,
      ),
      '10.1.0.1 "nothing" hides',
    ]);
  });

  it.each([
    ["in some requests", [SELF, "10.9.9.9"]],
    ["beside another", [`${SELF}, ${SELF}`]],
    ["in no request", ["10.9.9.9"]],
  ])("is no header that has the doctor's address %s", (_where, values) => {
    const honest = values.map((value) => seen("10.1.0.2", ["X-Real-IP", value]));
    expect(candidates(honest, ["x-real-ip"])).toEqual(['10.1.0.2 "nothing" hides']);
  });

  it("is a hop further out that tells by another header, or instead of the list", () => {
    const lines = [...list("10.1.0.1"), "CF-Connecting-IP", SELF];
    expect(candidates([seen("10.1.0.2", lines)], ["cf-connecting-ip"])).toEqual([
      '10.1.0.1 {"value":"cf-connecting-ip"} > 10.1.0.2 "x-forwarded-for"',
      '10.1.0.1 {"value":"cf-connecting-ip","format":"ip:port"} > 10.1.0.2 "x-forwarded-for"',
      '10.1.0.2 {"value":"cf-connecting-ip"}',
      '10.1.0.2 {"value":"cf-connecting-ip","format":"ip:port"}',
      '10.1.0.1 "nothing" > 10.1.0.2 "x-forwarded-for" hides',
    ]);
  });

  it.each([
    ["the peer", [seen(SELF), seen("10.1.0.1")], '10.1.0.1,198.51.100.7 "nothing" hides'],
    [
      "in the list",
      [SELF, "10.9.9.9"].map((client) => seen("10.1.0.1", list(client))),
      '10.9.9.9,198.51.100.7 "nothing" > 10.1.0.1 "x-forwarded-for" hides',
    ],
  ])("has no client where the doctor is %s now and then", (_where, honest, path) => {
    expect(candidates(honest)).toEqual([path]);
  });

  it("is a list of a hop further out than that of another list", () => {
    const lines = [...list(SELF), "Forwarded", "for=10.1.0.1"];
    expect(candidates([seen("10.1.0.2", lines)], ["x-forwarded-for", "forwarded"])).toContain(
      '10.1.0.1 "x-forwarded-for" > 10.1.0.2 "forwarded"',
    );
  });

  it("is the peer itself, if a translator may have changed the doctor's address", () => {
    const standpoint = { ...STANDPOINT, local: "192.168.1.2" };
    const found = candidatesFor([seen("9.9.9.9")], [], standpoint);
    expect(found).toEqual([
      { hops: [], hides: false },
      { hops: [{ address: "9.9.9.9", tells: "nothing" }], hides: true },
    ]);
  });
});
