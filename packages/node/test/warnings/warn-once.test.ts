import { beforeEach, describe, expect, it, vi } from "vitest";
import { WARNING_CODES } from "../../src/warnings/codes.ts";

type WarnOnce = typeof import("../../src/warnings/warn-once.ts");

const emitted = vi.spyOn(process, "emitWarning");

// Warnings are remembered for the life of a process: each test gets modules of its own.
beforeEach(() => {
  vi.resetModules();
  emitted.mockReset().mockImplementation(() => {});
});

/** The texts of the warnings so far. */
const texts = (): unknown[] => emitted.mock.calls.map(([text]) => text);

describe("warnOnce", () => {
  it("emits a warning once for each code and subject", async () => {
    const { warnOnce }: WarnOnce = await import("../../src/warnings/warn-once.ts");
    for (const subject of ["a", "b", "a"])
      warnOnce("CLIENT_IP_UNCONFIGURED", subject, () => `about ${subject}`);
    warnOnce("CLIENT_IP_SIDECAR", "a", () => "other");
    expect(texts()).toEqual(["about a", "about b", "other"]);
    expect(emitted).toHaveBeenLastCalledWith("other", {
      type: "ClientIpWarning",
      code: "CLIENT_IP_SIDECAR",
      detail: "https://github.com/client-ip/client-ip/blob/main/docs/errors.md#client_ip_sidecar",
    });
  });

  it("warnings-bounded: emits at most eight warnings of a code in the life of a process", async () => {
    const { warnOnce }: WarnOnce = await import("../../src/warnings/warn-once.ts");
    const make = vi.fn<() => string>(() => "text");
    for (let i = 0; i < 100; i++) warnOnce("CLIENT_IP_UNCONFIGURED", String(i), make);
    expect(emitted).toHaveBeenCalledTimes(8);
    expect(make).toHaveBeenCalledTimes(8);
  });

  it("warnings-bounded: a code that is used up leaves each other code its own", async () => {
    const { warnOnce }: WarnOnce = await import("../../src/warnings/warn-once.ts");
    const codes = Object.keys(WARNING_CODES) as (keyof typeof WARNING_CODES)[];
    for (const code of codes) {
      for (let i = 0; i < 100; i++) warnOnce(code, String(i), () => code);
      warnOnce(code, "0", () => "again");
    }
    expect(texts()).toEqual(codes.flatMap((code) => Array.from({ length: 8 }, () => code)));
  });
});
