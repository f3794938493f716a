import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate } from "../../src/state/evaluate.ts";
import { FIRST } from "../../src/state/page-state.ts";
import { type ShownLine, shownLines } from "../../src/state/shown-lines.ts";

/** The lines of the first case after some steps: `name: [kind text]…`. */
function linesAt(shown: number): string[] {
  const { walk } = evaluate(FIRST);
  if (walk === undefined) return [];
  return shownLines(walk.resolver, walk.evidence, walk.explanation.steps, shown).map(inShort);
}

const inShort = ({ name, pieces }: ShownLine): string =>
  `${name}: ${pieces.map(({ kind, text }) => `[${kind} ${text}]`).join("")}`;

describe("the first case", () => {
  it("has a client, a forged header, and no danger", () => {
    const { path, walk } = evaluate(FIRST);
    expect(walk?.explanation.resolution.ip).toBe("203.0.113.7");
    expect(FIRST.headers).toContain("6.6.6.6");
    const severities = path.rows.flatMap(({ findings }) => findings.map((one) => one.severity));
    expect(severities).toEqual(["advice"]);
  });
});

describe("what an evaluation says of a request", () => {
  it("is its error, if it cannot be read", () => {
    expect(evaluate({ ...FIRST, headers: "no colon" }).requestError?.message).toContain("line 1");
    expect(evaluate({ ...FIRST, proxy: "xyz" }).requestError?.code).toBe("proxy-bytes");
  });

  it("holds the authority of HTTP/2", () => {
    const { walk } = evaluate({ ...FIRST, headers: ":authority: shop.example\nVia: 1.1 a" });
    expect(walk?.evidence.authority).toBe("shop.example");
    expect(walk?.evidence.rawHeaders).toEqual(["Via", "1.1 a"]);
  });

  it("never throws", () => {
    const text = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(text, text, text, (peer, headers, proxy) => {
        const { walk, requestError } = evaluate({ ...FIRST, peer, headers, proxy });
        expect(walk === undefined).toBe(requestError !== undefined);
      }),
    );
  });
});

describe("the lines of a request", () => {
  it("show what each step believes, and in the end what no hop vouches for", () => {
    const [host, agent] = ["shop.example", "curl/8.5.0"];
    const unread = [
      `Host: [later ${host}]`,
      "X-Origin-Secret: [later (secret)]",
      "CF-Connecting-IP: [later 203.0.113.7]",
      "X-Forwarded-For: [later 6.6.6.6, 203.0.113.7, 172.70.3.4]",
      `User-Agent: [later ${agent}]`,
    ];
    expect(linesAt(0)).toEqual(unread);
    expect(linesAt(2)).toEqual(unread);
    const nginx = "X-Forwarded-For: [later 6.6.6.6, 203.0.113.7][read , ][now 172.70.3.4]";
    expect(linesAt(3)).toEqual(unread.with(3, nginx));
    expect(linesAt(5)[2]).toBe("CF-Connecting-IP: [now 203.0.113.7]");
    expect(linesAt(6)).toEqual([
      `Host: [client ${host}]`,
      "X-Origin-Secret: [read (secret)]",
      "CF-Connecting-IP: [now 203.0.113.7]",
      "X-Forwarded-For: [client 6.6.6.6, 203.0.113.7][read , 172.70.3.4]",
      `User-Agent: [client ${agent}]`,
    ]);
  });

  it("begin with PROXY headers", () => {
    const { walk } = evaluate({
      ...FIRST,
      path: '{"address":"10.0.1.10","tells":"proxy-protocol","name":"lb"}',
      headers: "",
      proxy: "PROXY TCP4 203.0.113.7 10.0.1.20 4711 80",
    });
    const { resolver, evidence, explanation } = walk!;
    expect(shownLines(resolver, evidence, explanation.steps, 1).map(inShort)).toEqual([
      "PROXY v1: [later 203.0.113.7 4711]",
    ]);
    expect(shownLines(resolver, evidence, explanation.steps, 9).map(inShort)).toEqual([
      "PROXY v1: [now 203.0.113.7 4711]",
    ]);
  });

  it("keep each character at each step", () => {
    const lines = fc.array(
      fc.tuple(
        fc.constantFrom("X-Forwarded-For", "CF-Connecting-IP", "X-Origin-Other"),
        fc.stringMatching(/^[!-~]([ -~]{0,40}[!-~])?$/),
      ),
    );
    fc.assert(
      fc.property(lines, fc.nat(8), (headers, shown) => {
        const text = headers.map(([name, value]) => `${name}: ${value}`).join("\n");
        const { walk } = evaluate({ ...FIRST, headers: text });
        const seen = shownLines(walk!.resolver, walk!.evidence, walk!.explanation.steps, shown);
        expect(
          seen.map(({ name, pieces }) => [name, pieces.map((one) => one.text).join("")]),
        ).toEqual(headers);
      }),
    );
  });
});
