import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { findProgram } from "../../harness/programs.ts";

const directory = mkdtempSync(join(tmpdir(), "client-ip-lab-"));
const program = join(directory, "find-option");
const source = fileURLToPath(new URL("find-option.c", import.meta.url));

// Whatever C leaves undefined ends the program.
beforeAll(() => {
  const flags = [
    "-O1",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-fsanitize=undefined",
    "-fsanitize-trap=all",
  ];
  execFileSync(findProgram("clang") ?? "clang", [...flags, source, "-o", program]);
});
afterAll(() => rmSync(directory, { recursive: true }));

type Verdict = "absent" | "found" | "ambiguous" | "impossible";
const VERDICTS: readonly Verdict[] = ["absent", "found", "ambiguous", "impossible"];
const ACCEPTED: readonly number[] = [254, 200];

/**
 * A header with these bytes of options, whose offset field says that there are `words` words in
 * all.
 */
function header(options: readonly number[], words: number): Uint8Array {
  const bytes = new Uint8Array(60);
  bytes[12] = words << 4;
  bytes.set(options.slice(0, 40), 20);
  return bytes;
}

/** What the C code finds in each header; `address` is empty where it finds no client. */
function find(headers: readonly Uint8Array[]): readonly { verdict: Verdict; client: string }[] {
  const kinds = Buffer.from(ACCEPTED).toString("hex");
  const input = headers.map((bytes) => `${Buffer.from(bytes).toString("hex")} ${kinds}\n`).join("");
  const output = execFileSync(program, { input, encoding: "utf8", maxBuffer: 1 << 26 });
  return output
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [verdict, address, port] = line.split(" ");
      const found = VERDICTS[Number(verdict)] ?? "absent";
      return { verdict: found, client: found === "found" ? `${address} ${port}` : "" };
    });
}

/** The same, as plainly as it can be said. */
function expected(bytes: Uint8Array): { verdict: Verdict; client: string } {
  const options = Buffer.from(bytes.subarray(20, Math.max(20, ((bytes[12] ?? 0) >> 4) * 4)));
  const found: Buffer[] = [];
  for (let at = 0; at < options.length && options[at] !== 0;) {
    const [kind = 0, size = 0] = options.subarray(at);
    if (kind === 1) {
      at += 1;
      continue;
    }
    if (size < 2 || at + size > options.length) break;
    if (ACCEPTED.includes(kind) && (size === 8 || size === 20)) {
      found.push(options.subarray(at, at + size));
    }
    at += size;
  }
  const [option] = found;
  if (option === undefined) return { verdict: "absent", client: "" };
  if (found.length > 1) return { verdict: "ambiguous", client: "" };
  const mapped = "00000000000000000000ffff";
  const address = `${option.length === 8 ? mapped : ""}${option.toString("hex", 4)}`;
  const first = Number.parseInt(address.slice(24, 26), 16);
  const possible = address.startsWith(mapped)
    ? first !== 0 && first !== 127 && first < 224
    : !address.startsWith("0000000000000000") && !address.startsWith("ff");
  if (!possible) return { verdict: "impossible", client: "" };
  return { verdict: "found", client: `${address} ${option.toString("hex", 2, 4)}` };
}

const bytes = (size: number): fc.Arbitrary<number[]> =>
  fc.array(fc.nat(255), { minLength: size, maxLength: size });
const ipv6 = (...prefix: number[]): fc.Arbitrary<number[]> =>
  bytes(16 - prefix.length).map((rest) => prefix.concat(rest));
const zeros = (size: number): number[] => Array<number>(size).fill(0);

const addresses = fc.oneof(
  bytes(4),
  ipv6(),
  ipv6(0xff, 2),
  ipv6(...zeros(8)),
  ipv6(...zeros(10), 0xff, 0xff),
);
const toa = fc
  .tuple(fc.constantFrom(...ACCEPTED, 253), bytes(2), addresses)
  .map(([kind, port, address]) => [kind, 4 + address.length].concat(port, address));
const timestamps = bytes(8).map((times) => [8, 10].concat(times));
const option: fc.Arbitrary<readonly number[]> = fc.oneof(
  { arbitrary: toa, weight: 5 },
  { arbitrary: timestamps, weight: 2 },
  { arbitrary: fc.constantFrom([0], [1]), weight: 2 },
  { arbitrary: fc.tuple(fc.nat(255), fc.nat(9)), weight: 1 },
);
const options = fc.array(option, { maxLength: 8 }).map((list) => list.flat());

describe("TOA: the option in a TCP header", () => {
  it("is found in 20,000 headers as a plain reading of them finds it", () => {
    const words = fc.oneof(
      { arbitrary: fc.constant(15), weight: 3 },
      { arbitrary: fc.nat(15), weight: 1 },
    );
    const made = fc.tuple(options, words).map(([some, size]) => header(some, size));
    const headers = fc.sample(made, { numRuns: 20_000, seed: 254 });
    const wanted = headers.map(expected);
    expect(find(headers)).toEqual(wanted);
    for (const verdict of VERDICTS) {
      expect(wanted.filter((one) => one.verdict === verdict).length).toBeGreaterThan(200);
    }
  });
});
