import { describe, expect, it } from "vitest";

import { type Asked, mistakeIn, requestOf, type Route } from "./asked.ts";
import type { Seen } from "./seen.ts";
import type { Target } from "./targets.ts";

const CLIENT = "24.0.0.1";
const EDGE = "151.101.0.9";

const target: Target = {
  framework: "node:http",
  transport: "HTTP/1",
  front: "X-Forwarded-For",
  port: 1,
};

/** Never chooses the first: a header is there, and no body. */
const last = (bound: number): number => bound - 1;

function askedBy(isEdge: Route["isEdge"], front = target.front): Asked {
  return requestOf({ ...target, front }, { peer: EDGE, isEdge }, CLIENT, last);
}

const answerOf = (seen: object, status = 200) => ({ status, body: JSON.stringify(seen) });

describe("a request of the soak", () => {
  it.each([
    {
      isEdge: "always",
      front: "X-Forwarded-For",
      list: `6.6.6.6, ${CLIENT}, ${EDGE}`,
      clients: [CLIENT],
    },
    { isEdge: "always", front: "PROXY", list: `6.6.6.6, ${CLIENT}`, clients: [CLIENT] },
    { isEdge: "at times", front: "PROXY", list: `6.6.6.6, ${CLIENT}`, clients: [CLIENT, EDGE] },
    { isEdge: "never", front: "X-Forwarded-For", list: `6.6.6.6, ${EDGE}`, clients: [EDGE] },
    { isEdge: "never", front: "PROXY", list: "6.6.6.6", clients: [EDGE] },
  ] as const)("from an edge ($isEdge) through $front has the list $list", (row) => {
    const { headers, clients } = askedBy(row.isEdge, row.front);
    expect(headers["x-forwarded-for"]).toBe(row.list);
    expect(clients).toEqual(row.clients);
  });
});

describe("an answer", () => {
  const asked = askedBy("always");
  const right: Seen = { url: asked.path, clientIp: CLIENT, list: CLIENT, forged: [], bytes: 0 };

  it("is right, or a refusal where no client is known", () => {
    expect(mistakeIn(asked, answerOf(right))).toBeUndefined();
    expect(mistakeIn({ ...asked, clients: [] }, answerOf({}, 403))).toBeUndefined();
  });

  it.each<{ readonly what: string; readonly seen: object; readonly status?: number }>([
    { what: "another client", seen: { ...right, clientIp: EDGE, list: EDGE } },
    { what: "no client", seen: { ...right, clientIp: undefined } },
    { what: "a list that is not the client", seen: { ...right, list: `6.6.6.6, ${CLIENT}` } },
    { what: "a header that was forged", seen: { ...right, forged: ["6.6.6.6"] } },
    { what: "fewer bytes", seen: { ...right, bytes: 1 } },
    { what: "another request", seen: { ...right, url: "/other" } },
    { what: "a refusal", seen: {}, status: 403 },
    { what: "no object", seen: [] },
  ])("is wrong: $what", ({ seen, status }) => {
    expect(mistakeIn(asked, answerOf(seen, status))).toBeDefined();
  });

  it("is wrong where a refusal is right", () => {
    expect(mistakeIn({ ...asked, clients: [] }, answerOf(right))).toBe("answered 200, and not 403");
  });
});
