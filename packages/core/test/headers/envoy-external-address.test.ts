import { describe, expect, it } from "vitest";
import * as fc from "fast-check";
import type { Lines } from "../support/ask.ts";
import { ask } from "../support/ask.ts";
import { Address } from "../../src/address/address.ts";
import { formatAddress, parseAddress } from "../../src/address/parse.ts";
import { readExternalAddress } from "../../src/headers/envoy-external-address.ts";
import { WalkState } from "../../src/walk/walk-state.ts";
import { addressText, textOf } from "../support/arbitraries.ts";
import type { Hop } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const XEEA = "x-envoy-external-address";
const envoy = (trustedHops?: number): Hop => ({
  name: "envoy",
  address: "10.244.0.5",
  tells: trustedHops === undefined ? { value: XEEA } : { value: XEEA, trustedHops },
});
const says = (
  trustedHops: number | undefined,
  address: string | string[],
  list?: string | string[],
) => {
  const lines: Lines =
    list === undefined ? { [XEEA]: address } : { [XEEA]: address, "X-Forwarded-For": list };
  return ask(envoy(trustedHops), "10.244.0.5", lines);
};
const unresolved = (status: string) => ({
  ip: undefined,
  source: undefined,
  status,
  via: ["envoy"],
});

function stateOf(external: string, list: string | undefined): WalkState {
  const state = new WalkState(0);
  const rawHeaders = ["X-Envoy-External-Address", external];
  if (list !== undefined) rawHeaders.push("X-Forwarded-For", list);
  state.begin({ peer: "10.0.0.1", rawHeaders });
  return state;
}

function read(external: string, list: string | undefined, trustedHops = 0): string {
  const state = stateOf(external, list);
  const result = readExternalAddress(state, "x-envoy-external-address", trustedHops);
  return result === "address" ? formatAddress(state.reported) : result;
}

/** An address behind blanks, so that this many characters are scanned. */
const pad = (length: number): string => "192.0.2.1".padStart(length);

/** Canonical text, or undefined. */
function bare(text: string): string | undefined {
  const address = new Address();
  return parseAddress(text, 0, text.length, address) ? formatAddress(address) : undefined;
}

/** external-address-agrees, by splitting. */
function expectedOf(external: string, list: string | undefined, trustedHops: number): string {
  const named = bare(external);
  if (named === undefined) return "malformed";
  if (list === undefined) return "missing";
  const elements = list.split(",").map((text) => text.replaceAll(/^[ \t]+|[ \t]+$/g, ""));
  const element = elements.at(-(trustedHops + 1)) ?? elements.at(-1) ?? "";
  const other = bare(element);
  if (other === undefined) return "malformed";
  return other === named ? named : "conflict";
}

describe("external-address-agrees: with X-Forwarded-For of N trusted hops", () => {
  it.each<[number | undefined, string, string | string[], string]>([
    // [N, header, list, why the row exists]
    [undefined, CLIENT, CLIENT, "N defaults to 0"],
    [0, CLIENT, CLIENT, "Envoy alone"],
    [0, CLIENT, `6.6.6.6,${CLIENT}`, "a forged list in front"],
    [0, CLIENT, `junk,,${CLIENT}`, "what is left of the element does not matter"],
    [0, CLIENT, [`6.6.6.6`, CLIENT], "several lines"],
    [0, "2001:db8::7", "6.6.6.6,2001:DB8:0::7", "equal as addresses, not as text"],
    [0, CLIENT, `6.6.6.6, ::ffff:${CLIENT}`, "folded before it is compared"],
    [0, `::ffff:${CLIENT}`, CLIENT, "on the other side too"],
    [0, ` ${CLIENT}\t`, ` ${CLIENT} `, "SP and HTAB are trimmed"],
    [1, CLIENT, `6.6.6.6,${CLIENT},10.0.0.5`, "behind one appending balancer"],
    [1, CLIENT, [`6.6.6.6,${CLIENT}`, "10.0.0.5"], "over two lines"],
    [1, CLIENT, `${CLIENT},junk`, "elements that Envoy skips are not looked at"],
    [2, CLIENT, `6.6.6.6,${CLIENT},10.0.0.6,10.0.0.5`, "behind two"],
    [1, CLIENT, CLIENT, "a list shorter than N+1: Envoy named its own peer"],
    [2, CLIENT, `6.6.6.6,${CLIENT}`, "the same with two of three"],
    [5, CLIENT, CLIENT, "far shorter"],
  ])("N=%s: %j with %j is the client (%s)", (hops, address, list) => {
    const answer = says(hops, address, list);
    expect(answer).toMatchObject({
      ip: address.includes("db8") ? "2001:db8::7" : CLIENT,
      source: XEEA,
      proof: "address",
      via: ["envoy"],
      warnings: [],
    });
  });

  it.each([
    [0, "6.6.6.6", CLIENT, "a forged value that passed through"],
    [0, "6.6.6.6", `6.6.6.6,${CLIENT}`, "although the list was forged alike"],
    [1, "6.6.6.6", `6.6.6.6,${CLIENT},10.0.0.5`, "behind a balancer"],
    [1, "10.0.0.5", `${CLIENT},10.0.0.5`, "the balancer is not the client"],
    [0, CLIENT, `${CLIENT},10.0.0.5`, "N is 0, not 1"],
    [2, "6.6.6.6", `6.6.6.6,${CLIENT}`, "shorter than N+1: only the last element counts"],
    [1, "6.6.6.6", CLIENT, "shorter than N+1 and different"],
  ])("N=%s: %j with %j is a conflict (%s)", (hops, address, list) => {
    expect(says(hops, address, list)).toMatchObject(unresolved("conflict"));
  });

  it.each<[number, string | string[], string, string]>([
    [0, `${CLIENT}:80`, CLIENT, "one bare address: no port"],
    [0, "[2001:db8::7]", "2001:db8::7", "no brackets"],
    [0, `6.6.6.6,${CLIENT}`, CLIENT, "no list"],
    [0, [CLIENT, CLIENT], CLIENT, "one line"],
    [0, ["6.6.6.6", CLIENT], CLIENT, "one line, the forged one first"],
    [0, "junk", "junk", "an address"],
    [0, "", CLIENT, "not empty"],
    [0, `\u00A0${CLIENT}`, CLIENT, "NBSP is not trimmed"],
    [0, CLIENT, `${CLIENT}:80`, "the element is no bare address: a port"],
    [0, "2001:db8::7", "[2001:db8::7]", "the element is no bare address: brackets"],
    [0, CLIENT, `${CLIENT},`, "empty elements count"],
    [0, CLIENT, `${CLIENT},junk`, "the element is junk"],
    [0, CLIENT, "", "the element is empty"],
    [1, "10.0.0.5", `${CLIENT}:4711,10.0.0.5`, "a balancer that writes ip:port: Envoy names it"],
    [1, "10.0.0.5", `${CLIENT},,10.0.0.5`, "empty elements count in front too"],
    [1, "10.0.0.5", ",10.0.0.5", "an empty first element is one as well"],
    [2, "10.0.0.5", ",10.0.0.6,10.0.0.5", "of three"],
    [1, CLIENT, `${CLIENT}:80`, "shorter than N+1 and the last is no bare address"],
  ])("N=%s: %j with %j is malformed (%s)", (hops, address, list) => {
    expect(says(hops, address, list)).toMatchObject(unresolved("malformed"));
  });

  it.each<[Lines, string]>([
    [{ [XEEA]: CLIENT }, "XFF absent"],
    [{ "X-Forwarded-For": CLIENT }, "the header itself absent"],
    [{ x_envoy_external_address: CLIENT, "X-Forwarded-For": CLIENT }, "underscores"],
  ])("the headers %j are missing (%s)", (lines) => {
    expect(ask(envoy(), "10.244.0.5", lines)).toMatchObject(unresolved("missing"));
  });

  it.each(["0.0.0.0", "224.0.0.1", "127.0.0.1", "::", "::1"])(
    "never-a-client: %s although both headers agree",
    (address) => {
      expect(says(0, address, address)).toMatchObject(unresolved("malformed"));
    },
  );

  it("N outer hops are skipped by Envoy already: they are not in the path", () => {
    expect(says(1, CLIENT, `${CLIENT},10.0.0.5`)).toMatchObject({ ip: CLIENT, via: ["envoy"] });
  });

  it("scan-limit: padding on the left is not read, 4 KiB scanned are too-long", () => {
    expect(says(0, CLIENT, `${"1.1.1.1,".repeat(9_000)}${CLIENT}`)).toMatchObject({ ip: CLIENT });
    expect(says(0, CLIENT, `6.6.6.6,${" ".repeat(70_000)}${CLIENT}`)).toMatchObject(
      unresolved("too-long"),
    );
  });

  it("agrees behind an L4 balancer that hides its peer", () => {
    const path: Hop[] = [{ name: "snat", address: "10.0.0.5", tells: "nothing" }, envoy()];
    const from = (address: string) =>
      ask(path, "10.244.0.5", { [XEEA]: address, "X-Forwarded-For": address });
    expect(from("10.0.0.5")).toMatchObject({ ip: undefined, status: "hidden" });
    expect(from(CLIENT)).toMatchObject({ ip: CLIENT, via: ["envoy"] });
  });

  it("agrees for an Envoy that an identity proves behind a sidecar", () => {
    const path: Hop[] = [
      { name: "gateway", identity: "spiffe://a/gw", tells: { value: XEEA } },
      { name: "sidecar", address: ["127.0.0.6", "::6"], tells: "nothing", xfcc: "only" },
    ];
    const lines = {
      "X-Forwarded-Client-Cert": `Hash=${"a".repeat(64)};URI=spiffe://a/gw`,
      [XEEA]: CLIENT,
      "X-Forwarded-For": CLIENT,
    };
    expect(ask(path, "127.0.0.6", lines)).toMatchObject({ ip: CLIENT, proof: "identity" });
    expect(ask(path, "127.0.0.6", { ...lines, [XEEA]: "6.6.6.6" })).toMatchObject({
      ip: undefined,
      status: "conflict",
    });
  });
});

describe("external-address-agrees: the reader of x-envoy-external-address", () => {
  it("is believed where the element of the list from which Envoy took it says the same", () => {
    const few = fc.constantFrom("192.0.2.1", "192.0.2.2", "2001:db8::1", "::ffff:192.0.2.1");
    const element = fc.oneof(
      { weight: 6, arbitrary: few },
      { weight: 1, arbitrary: addressText },
      { weight: 1, arbitrary: fc.constantFrom("", "192.0.2.1:80", "[2001:db8::1]", "unknown") },
    );
    const list = fc
      .array(fc.tuple(textOf(" \t", 1), element, textOf(" \t", 1)), { minLength: 1, maxLength: 5 })
      .map((elements) => elements.map((parts) => parts.join("")).join(","));
    fc.assert(
      fc.property(
        few,
        fc.option(list, { nil: undefined }),
        fc.nat(5),
        (external, elements, hops) => {
          expect(read(external, elements, hops)).toBe(expectedOf(external, elements, hops));
        },
      ),
      { numRuns: 500 },
    );
  });

  it("explains its own value, also where the list contradicts it", () => {
    for (const list of ["192.0.2.1", "192.0.2.2"]) {
      const state = stateOf(" 192.0.2.1\t", list);
      readExternalAddress(state, "x-envoy-external-address", 0);
      expect(state.element).toBe("192.0.2.1");
    }
  });

  it("scan-limit: its own value counts, and each element of the list with its comma", () => {
    expect(read("192.0.2.1", pad(4_096 - 9 - 1))).toBe("192.0.2.1");
    expect(read("192.0.2.1", pad(4_096 - 9))).toBe("too-long");
    expect(read("192.0.2.1", `192.0.2.1,${pad(4_096 - 9 - 1 - 10)}`, 1)).toBe("192.0.2.1");
    expect(read("192.0.2.1", `192.0.2.1,${pad(4_096 - 9 - 10)}`, 1)).toBe("too-long");
    expect(read(pad(4_096), "192.0.2.1")).toBe("too-long");
  });
});
