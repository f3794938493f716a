import type { Resolver } from "@client-ip/core";
import { expect, it, vi } from "vitest";
import { warnOfAlarms } from "../../src/warnings/alarms.ts";

const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => {});

/** The texts of the warnings of a resolver with unseen hops, as of a request of this peer. */
function textsOf(hops: readonly string[], peer: string | undefined): readonly string[] {
  emitted.mockClear();
  const alarms: Resolver["alarms"] = hops.map((hop) => ({ code: "unseen-hop", hop }));
  warnOfAlarms({ alarms } as Resolver, peer);
  return emitted.mock.calls.map(([text]) => String(text));
}

const unseen = (from: string, hop: string): string =>
  `None of the first 1,000 requests${from} came through the hop ${hop} of your path. If it is ` +
  "there, its address, secret or identity is not as configured: look at explainClientIp(req).";

it("unseen-hop: each is warned of, with the network of the peer", () => {
  const from = ", such as the last one, from 10.1.2.0/24,";
  expect(textsOf(["a", "b"], "10.1.2.3")).toEqual([unseen(from, "a"), unseen(from, "b")]);
});

it("unseen-hop: without a peer there is no network to name", () => {
  expect(textsOf(["c"], undefined)).toEqual([unseen("", "c")]);
});
