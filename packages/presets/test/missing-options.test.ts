import { ClientIpError } from "@client-ip/core";
import { presets } from "@client-ip/presets";
import { describe, expect, it } from "vitest";

/** A command to run, a page or a log to look at, or a list that a console shows. */
const HOW = /`|kubectl|curl|https:|log clientIpInfo\.peer|console|Control Center|status\.podIP|VCL/;

/** Options that choose a product. Who runs it knows its name. */
const PRODUCT = /without (?:product|integration)$/;

function refusalOf(make: () => unknown): ClientIpError | undefined {
  try {
    make();
    return undefined;
  } catch (error) {
    if (error instanceof ClientIpError) return error;
    throw error;
  }
}

const refusals = Object.entries(presets).flatMap(([name, preset]) =>
  [{}, { layer: 7 }, { layer: 4, toa: true }, { mode: "tproxy", gateway: "a/b" }].flatMap(
    (options) => {
      const error = refusalOf(() => preset(options as never));
      const isMissing = error !== undefined && / without /.test(error.given);
      return isMissing ? [[`${name}(${JSON.stringify(options)})`, error] as const] : [];
    },
  ),
);

describe("a preset that is called without what only its user can know", () => {
  it("does not guess", () => {
    expect(refusals.length).toBeGreaterThan(30);
  });

  it.each(refusals)("%s says how to find it out", (_call, { given, expected, remedy }) => {
    expect(PRODUCT.test(given) || HOW.test(expected + remedy)).toBe(true);
  });
});
