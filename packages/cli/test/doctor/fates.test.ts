import { describe, expect, it } from "vitest";
import { fateOf, type HeaderFate } from "../../src/doctor/fates.ts";
import { FORGED_WORD } from "../../src/doctor/probes.ts";
import { readSeen, type Seen } from "../../src/doctor/seen.ts";

type Lines = readonly string[];

function seenWith(values: Lines): Seen {
  const rawHeaders = values.flatMap((value) => ["X-A", value]);
  const answer = { version: 1, peer: "10.0.0.1", rawHeaders, masked: [], proxyProtocol: [] };
  return readSeen(JSON.stringify(answer))!;
}

/** What happens to X-A: its values in an honest request, those that are sent, those that arrive. */
function fate(honest: Lines, sent: Lines, arrived: Lines | undefined): HeaderFate | undefined {
  const rawHeaders = sent.flatMap((value) => ["x-a", value]);
  return fateOf("x-a", seenWith(honest), {
    probe: { what: "", rawHeaders, forged: ["6.6.6.6", "7.7.7.7"] },
    seen: arrived && seenWith(arrived),
  });
}

describe("fateOf a header", () => {
  it.each<[HeaderFate["fate"], number, Lines, Lines, Lines]>([
    ["absent", 0, [], ["6.6.6.6"], []],
    ["drops", 0, ["1.1.1.1"], ["6.6.6.6"], []],
    ["sets", 1, ["1.1.1.1"], ["6.6.6.6"], ["1.1.1.1"]],
    ["sets", 2, ["1.1.1.1, 2.2.2.2"], ["6.6.6.6"], ["1.1.1.1, 2.2.2.2"]],
    ["sets", 2, ["1.1.1.1", "2.2.2.2"], ["6.6.6.6"], ["1.1.1.1", "2.2.2.2"]],
    ["sets", 0, [], ["6.6.6.6"], ["1.1.1.1"]],
  ])("%s %i, which no client can forge: %j, %j, %j", (name, elements, honest, sent, arrived) => {
    const found = { header: "x-a", fate: name, elements, ownLine: false, forgeable: false };
    expect(fate(honest, sent, arrived)).toEqual(found);
  });

  it.each<[HeaderFate["fate"], number, boolean, Lines, Lines]>([
    ["keeps", 0, false, ["6.6.6.6"], ["6.6.6.6"]],
    ["keeps", 0, false, ["6.6.6.6", "7.7.7.7"], ["6.6.6.6, 7.7.7.7"]],
    ["appends", 1, false, ["6.6.6.6"], ["6.6.6.6, 1.1.1.1"]],
    ["appends", 2, false, ["6.6.6.6"], ["6.6.6.6, 1.1.1.1,, 2.2.2.2"]],
    ["appends", 1, true, ["6.6.6.6"], ["6.6.6.6", "1.1.1.1"]],
    ["appends", 1, false, ["6.6.6.6", "7.7.7.7"], ["6.6.6.6, 7.7.7.7, 1.1.1.1"]],
    ["changes", 1, false, ["6.6.6.6"], ["1.1.1.1, 6.6.6.6"]],
    ["changes", 1, false, ["6.6.6.6, 7.7.7.7"], ["7.7.7.7", "1.1.1.1"]],
    ["changes", 1, false, [FORGED_WORD, FORGED_WORD], [FORGED_WORD]],
  ])(
    "%s %i, own line %j, which a client can forge: %j, %j",
    (name, elements, ownLine, sent, arrived) => {
      const found = { header: "x-a", fate: name, elements, ownLine, forgeable: true };
      expect(fate(["1.1.1.1"], sent, arrived)).toEqual(found);
    },
  );

  it("is unknown where none was sent, or the request was refused", () => {
    expect(fate(["1.1.1.1"], [], ["1.1.1.1"])).toBeUndefined();
    expect(fate([], ["6.6.6.6"], undefined)).toBeUndefined();
  });
});
