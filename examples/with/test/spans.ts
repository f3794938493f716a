import { describe, expect, it } from "vitest";

import { useBuilt } from "./built.ts";
import type { Running } from "./running.ts";
import { ask, FORGED } from "./support.ts";

const TRACED = "test/apps/traced";
/** What OpenTelemetry needs beside the recipe. */
const SPANS = "test/apps/spans";
/** OpenTelemetry without the recipe. */
const INSTRUMENTED = "test/apps/instrumented";

const FORGED_TOO = "Forwarded: for=6.6.6.6";

const REGISTERED = {
  CLIENT_IP_PATH: "nginx",
  CLIENT_IP_ON_UNRESOLVED: "peer",
  CLIENT_IP_KEEP: "",
};

/** Tests the client's address in spans, with a recipe and with the register hook. */
export function describeSpans(name: string, older: Readonly<Record<string, string>>): void {
  describe(`the span of a request, by ${Object.values(older).join(" and ") || name}`, () => {
    const start = useBuilt([name, TRACED, SPANS, INSTRUMENTED], older);

    it("has the client by the hook of its start", async () => {
      const traced = await start(TRACED, [SPANS, name]);
      expect(await clientOf(traced, [FORGED])).toBe("203.0.113.7");
      expect(await clientOf(traced, [FORGED, FORGED_TOO])).toBe("203.0.113.7");
      expect(await clientOf(traced, [])).toBeUndefined();
    });

    it.each([
      ["before", ["register", INSTRUMENTED]],
      ["after", [INSTRUMENTED, "register"]],
    ])(
      "has the client by the register hook, imported %s OpenTelemetry",
      async (_order, modules) => {
        const traced = await start(TRACED, [SPANS, ...modules], REGISTERED);
        expect(await clientOf(traced, [FORGED])).toBe("203.0.113.7");
        expect(await clientOf(traced, [FORGED, FORGED_TOO])).toBe("203.0.113.7");
      },
    );

    it("has the forged address if a listener seals the request, which is too late", async () => {
      const traced = await start(TRACED, [SPANS, INSTRUMENTED], { SEAL: "listener" });
      expect((await ask(traced.port, [FORGED])).body).toBe("203.0.113.7");
      expect(await traced.next()).toMatchObject({ "client.address": "9.9.9.9" });
    });

    it("has the forged address without us", async () => {
      const traced = await start(TRACED, [SPANS, INSTRUMENTED]);
      expect(await clientOf(traced, [FORGED])).toBe("9.9.9.9");
      expect(await clientOf(traced, [FORGED, FORGED_TOO])).toBe("6.6.6.6");
    });
  });
}

/** The client of the span of a request with these lines. */
async function clientOf({ port, next }: Running, lines: readonly string[]): Promise<unknown> {
  await ask(port, lines);
  const span = (await next()) as Record<string, string>;
  expect(span["network.peer.address"]).toBe("127.0.0.1");
  return span["client.address"];
}
