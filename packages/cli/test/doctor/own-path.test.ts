import { describe, expect, it } from "vitest";
import { diagnose } from "../../src/doctor/diagnosis.ts";
import type { Seen } from "../../src/doctor/seen.ts";
import { appends, through } from "./chains.ts";

const CLIENT = "198.51.100.77";
const STANDPOINT = { told: undefined, remote: undefined };
const ELSEWHERE = { ip: "198.51.100.78", status: "resolved" };

describe("the doctor's diagnosis of the application's own path", () => {
  it("compares what the application answers now", async () => {
    const chain = [{ does: appends, address: "10.1.0.1" }];
    const own = (answer: object) =>
      diagnose(through(chain, CLIENT, { own: answer }), STANDPOINT).then((one) => one.own);
    const status = "resolved";
    expect(await own({ ip: CLIENT, status })).toMatchObject({ agrees: true, fooledBy: [] });
    expect(await own({ ip: "10.1.0.1", status })).toMatchObject({ agrees: false, fooledBy: [] });
    expect(await own({ status: "missing" })).toMatchObject({ answers: "missing", agrees: false });
    const fooled = await own({ ip: "192.0.2.11", status });
    expect(fooled).toMatchObject({ agrees: false, fooledBy: ["every header"] });
  });

  it.each<[string, (seen: Seen | undefined) => Seen | undefined, boolean]>([
    ["answers are the same", (seen) => seen, true],
    ["a forged request has another answer", (seen) => seen && { ...seen, own: ELSEWHERE }, false],
    ["a forged request has none", (seen) => seen && { ...seen, own: undefined }, false],
    ["a forged request was refused", () => undefined, true],
  ])("compares the answers to forged requests: %s", async (_what, change, agrees) => {
    const ask = through([{ does: appends, address: "10.1.0.1" }], CLIENT, {
      own: { ip: CLIENT, status: "resolved" },
    });
    const found = await diagnose(async (probe) => {
      const seen = await ask(probe);
      return probe.what === "every header" ? change(seen) : seen;
    }, STANDPOINT);
    expect(found.own).toEqual({ answers: CLIENT, agrees, fooledBy: [] });
  });
});
