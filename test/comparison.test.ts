import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { comparisonPage, readmeTable } from "./comparison/page.ts";
import { recordings } from "./comparison/recordings.ts";
import { settingOf } from "./comparison/setting.ts";
import { trustProxyTable } from "./comparison/trust-proxy.ts";
import { withMarked } from "./marked.ts";
import { compare, scoreOf } from "./comparison/verdict.ts";
import type { Verdict } from "../packages/cli/src/vectors/verdict.ts";
import { runWith } from "../packages/cli/test/running.ts";

const all = recordings();
const results = await compare(all);

describe("the comparison with other packages", () => {
  it("is written to docs/comparison.md as it was measured", async () => {
    await expect(comparisonPage(all, results)).toMatchFileSnapshot("../docs/comparison.md");
  });

  it("is the tables between the markers of README.md", async () => {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
    const tables = { comparison: readmeTable(all, results), trust: await trustProxyTable() };
    let written = readme;
    for (const [name, table] of Object.entries(tables)) written = withMarked(written, name, table);
    await expect(written).toMatchFileSnapshot("../README.md");
  });

  it.each(results)("is what client-ip vectors counts: $contestant.name", async (result) => {
    const command = `"${process.execPath}" test/comparison/answer.mjs "${result.contestant.name}"`;
    const args = ["vectors", "--http", "--public-addresses", "--timeout", "30000", "--json"];
    const { stdout } = await runWith([...args, "--run", command]);
    const { files } = JSON.parse(stdout) as { files: Record<Verdict, number>[] };
    const counted = { client: 0, none: 0, other: 0, forged: 0 };
    for (const name of Object.keys(counted) as Verdict[]) {
      counted[name] = files.reduce((sum, file) => sum + file[name], 0);
    }
    expect(counted).toEqual(scoreOf(result.verdicts));
  });

  it("shows that client-ip names the client or gives no answer, and is never fooled", () => {
    const [ours, ...others] = results;
    expect(ours?.contestant.name).toBe("client-ip");
    expect(scoreOf(ours?.verdicts ?? [])).toMatchObject({ other: 0, forged: 0 });
    const fooled = others.filter(({ verdicts }) => verdicts.includes("forged"));
    expect(fooled).toEqual(others);
  });

  it.each([
    [
      "two proxies",
      [
        { address: "10.0.0.5", tells: "x-forwarded-for" },
        { address: "loopback", tells: "x-forwarded-for" },
      ],
      { addresses: ["127.0.0.0/8", "::1", "10.0.0.5"], count: 2, header: "x-forwarded-for" },
    ],
    [
      "a proxy without an address",
      [{ address: "any", tells: "x-forwarded-for" }],
      { addresses: undefined, count: 1, header: "x-forwarded-for" },
    ],
    [
      "a gateway behind a sidecar",
      [
        { identity: "spiffe://cluster.local/ns/a/sa/b", tells: "x-forwarded-for" },
        { address: "127.0.0.6", tells: "nothing", xfcc: "last" },
      ],
      { addresses: ["127.0.0.6"], count: 1, header: "x-forwarded-for" },
    ],
    [
      "a balancer with source NAT",
      [
        { address: "10.0.0.5", tells: "nothing" },
        { address: "10.0.0.6", tells: "x-forwarded-for" },
      ],
      { addresses: ["10.0.0.6"], count: 1, header: "x-forwarded-for" },
    ],
    [
      "a single header",
      [{ address: "10.0.0.5", tells: { value: "x-real-ip" } }],
      { addresses: [], count: 0, header: "x-real-ip" },
    ],
    [
      "two elements",
      [{ address: "10.0.0.5", tells: { list: "X-Forwarded-For", appends: 2 } }],
      { addresses: undefined, count: 2, header: "x-forwarded-for" },
    ],
  ] as const)("sets the other packages up for %s", (_what, path, setting) => {
    expect(settingOf(path)).toEqual(setting);
  });
});
