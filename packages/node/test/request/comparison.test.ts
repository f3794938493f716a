import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { comparisonOf } from "../../src/adapter.ts";
import { clientIp, type Difference, type NodeRequest } from "../../src/index.ts";
import { uncaughtDuring } from "../uncaught.ts";

function requestFrom(remoteAddress: string, list?: string): IncomingMessage {
  const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: remoteAddress });
  const req = new IncomingMessage(socket);
  if (list !== undefined) req.rawHeaders.push("X-Forwarded-For", list);
  return req;
}

/** What onDifference was told of requests with these answers before. */
function differences(
  answers: readonly unknown[],
  onDifference = (_difference: Difference<NodeRequest>): unknown => undefined,
): Difference<NodeRequest>[] {
  const told: Difference<NodeRequest>[] = [];
  let index = 0;
  const middleware = clientIp("loopback", {
    compare: () => {
      const answer = answers[index++];
      if (answer instanceof Error) throw answer;
      return answer as string;
    },
    onDifference: (difference) => {
      told.push(difference);
      return onDifference(difference) as void;
    },
  });
  answers.forEach(() => middleware(requestFrom("127.0.0.1", "203.0.113.7")));
  return told;
}

const compare = (): string => "";
const thrower = (): string => {
  throw new Error("203.0.113.9");
};

afterEach(() => {
  vi.restoreAllMocks();
});

describe("compared-answers: a request with another answer before", () => {
  it("compared-answers: is counted and reported, with both answers", () => {
    const req = requestFrom("127.0.0.1", "6.6.6.6, 203.0.113.7");
    const onDifference = vi.fn<() => void>();
    clientIp("loopback", { compare: () => "6.6.6.6", onDifference })(req);
    expect(onDifference.mock.calls).toEqual([
      [
        {
          request: req,
          before: "6.6.6.6",
          after: "203.0.113.7",
          info: expect.objectContaining({ ip: "203.0.113.7", proof: "address" }) as unknown,
          counts: { compared: 1, different: 1, failed: 0 },
        },
      ],
    ]);
  });

  it("compared-answers: counts go on, and what was told does not change", () => {
    const told = differences(["6.6.6.6", "203.0.113.7", undefined, new Error("no"), "127.0.0.1"]);
    expect(told.map(({ before, counts }) => [before, counts])).toEqual([
      ["6.6.6.6", { compared: 1, different: 1, failed: 0 }],
      [undefined, { compared: 3, different: 2, failed: 0 }],
      ["127.0.0.1", { compared: 4, different: 3, failed: 1 }],
    ]);
  });

  it.each(["203.0.113.7", "::ffff:203.0.113.7", "::FFFF:cb00:7107"])(
    "compared-answers: two spellings are one answer: %s",
    (before) => {
      expect(differences([before])).toEqual([]);
    },
  );

  it.each(["203.0.113.7:4711", "203.0.113.7, 127.0.0.1", "unknown", "", undefined, null])(
    "compared-answers: another text is another answer: %j",
    (before) => {
      expect(differences([before])).toEqual([
        expect.objectContaining({ before: before ?? undefined, after: "203.0.113.7" }),
      ]);
    },
  );

  it.each<[unknown, number]>([
    ["127.0.0.1", 1],
    ["x", 1],
    [undefined, 0],
    [null, 0],
  ])("compared-answers: where we name no client, %j before is told %d times", (before, times) => {
    const onDifference = vi.fn<() => void>();
    clientIp("loopback", { compare: () => before as string, onDifference })(
      requestFrom("127.0.0.1"),
    );
    expect(onDifference).toHaveBeenCalledTimes(times);
  });
});

describe("compared-answers: an error of a callback", () => {
  it("compared-answers: is counted", () => {
    const wrong = [new Error("no"), 1, {}, Promise.resolve("x"), Promise.reject(new Error("no"))];
    expect(differences([...wrong, "6.6.6.6"]).at(-1)?.counts).toEqual({
      compared: 1,
      different: 1,
      failed: 5,
    });
  });

  it("compared-answers: of a promise for an answer ends nothing", async () => {
    const uncaught = await uncaughtDuring(() => differences([Promise.reject(new Error("no"))]));
    expect(uncaught).toEqual([]);
  });

  it("compared-answers: is warned of once in a process, without its text", async () => {
    vi.resetModules();
    const warn = vi.spyOn(process, "emitWarning").mockReturnValue();
    const fresh = await import("../../src/index.ts");
    const middleware = fresh.clientIp("direct", {
      compare: thrower,
      onDifference: vi.fn<() => void>(),
    });
    for (const peer of ["203.0.113.7", "203.0.113.8"]) middleware(requestFrom(peer));
    expect(warn.mock.calls).toEqual([
      [
        expect.not.stringContaining("203.0.113.9") as unknown,
        expect.objectContaining({ type: "ClientIpWarning", code: "CLIENT_IP_COMPARE_FAILED" }),
      ],
    ]);
  });

  it.each<[string, () => unknown]>([
    [
      "that is thrown",
      () => {
        throw new Error("no");
      },
    ],
    ["of a promise", () => Promise.reject(new Error("no"))],
  ])("compared-answers: of onDifference, %s, is counted", async (_how, onDifference) => {
    const told = vi.fn<(difference: Difference<NodeRequest>) => void>(onDifference);
    const middleware = clientIp("loopback", { compare: () => "6.6.6.6", onDifference: told });
    for (let i = 0; i < 2; i++) {
      middleware(requestFrom("127.0.0.1", "203.0.113.7"));
      // A rejection would end the process one turn later.
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(told.mock.calls.map(([{ counts }]) => counts.failed)).toEqual([0, 1]);
  });

  it("compared-answers: reaches neither the request nor the middleware behind it", () => {
    const next = vi.fn<() => void>();
    clientIp("direct", { compare: thrower, onDifference: vi.fn<() => void>() })(
      requestFrom("203.0.113.7"),
      {},
      next,
    );
    expect(next.mock.calls).toEqual([[]]);
  });
});

describe("compared-answers: the options", () => {
  it.each([
    [{ compare }, "onDifference: undefined"],
    [{ onDifference: compare }, "compare: undefined"],
    [{ compare: "req.ip", onDifference: compare }, "compare: "],
    [{ compare, onDifference: null }, "onDifference: null"],
  ])("compared-answers: are given together, as functions: %j", (options, given) => {
    expect(() => clientIp("direct", options as object)).toThrow(`[bad-field] given ${given}`);
  });

  it("compared-answers: are mended by a line that logs no request, which holds cookies", () => {
    expect(() => clientIp("direct", { compare: () => "6.6.6.6" })).toThrow(
      "onDifference: ({ before, after }) => console.warn(before, after)",
    );
  });

  it("compared-answers: leave the others", () => {
    const both = { compare, onDifference: compare };
    expect(comparisonOf({ ...both, atLeast: "address" }).options).toEqual({ atLeast: "address" });
    expect(comparisonOf(both).options).toBeUndefined();
    expect(comparisonOf({ atLeast: "address" })).toEqual({ options: { atLeast: "address" } });
    expect(comparisonOf(undefined)).toEqual({ options: undefined });
    expect(() => clientIp("direct", null as unknown as object)).toThrow("[config-type]");
  });
});
