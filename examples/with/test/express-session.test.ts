import express from "express";
import session from "express-session";
import { afterEach, describe, expect, it, vi } from "vitest";

import { ask, FORGED, listen, recipe } from "./support.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

const SECURE = /^set-cookie: connect\.sid=.*; Secure/im;
const over = (scheme: string): string[] => [FORGED, `X-Forwarded-Proto: ${scheme}`];

describe("express-session", () => {
  it("sends the cookie over HTTPS alone, whatever the client forges", async () => {
    vi.stubEnv("SESSION_SECRET", "a secret of the test");
    const { app } = await recipe("express-session");
    const port = await listen(app);
    const answer = await ask(port, over("https"));
    expect(answer.head).toMatch(SECURE);
    expect(answer.body).toContain("203.0.113.7");
    expect((await ask(port, over("http"))).head).not.toContain("connect.sid");
    expect((await ask(port, over("https, http"))).head).not.toContain("connect.sid");
    expect((await ask(port, [...over("http"), "X-Forwarded-Proto: https"])).head).not.toContain(
      "connect.sid",
    );
    expect((await ask(port, ["X-Forwarded-Proto: https"])).status).toBe(403);
  });
});

describe("without the recipe", () => {
  it.each([
    ["sends no cookie at all", {}, "https", false],
    ["believes the leftmost scheme with proxy: true", { proxy: true }, "https, http", true],
  ])("%s", async (_what, options, scheme, sent) => {
    const app = express();
    const cookie = { secure: true };
    app.use(session({ secret: "x", resave: false, saveUninitialized: true, cookie, ...options }));
    app.use((_req, res) => res.end());
    const { head } = await ask(await listen(app), over(scheme));
    expect(SECURE.test(head)).toBe(sent);
  });
});
