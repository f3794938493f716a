import cookieSession from "cookie-session";
import express from "express";
import { afterEach, describe, expect, it, vi } from "vitest";

import { ask, FORGED, listen, recipe } from "./support.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

const SECURE = /^set-cookie: session=.*; secure/im;
const over = (scheme: string): string[] => [FORGED, `X-Forwarded-Proto: ${scheme}`];

describe.each([{}, { "cookie-session": "cookie-session-1" }])("cookie-session %o", (older) => {
  it("sends the cookie over HTTPS alone, whatever the client forges", async () => {
    vi.stubEnv("SESSION_SECRET", "a secret of the test");
    const { app } = await recipe("cookie-session", older);
    const port = await listen(app);
    const answer = await ask(port, over("https"));
    expect(answer.head).toMatch(SECURE);
    expect(answer.body).toContain("203.0.113.7");
    expect((await ask(port, over("http"))).head).not.toContain("session=");
    expect((await ask(port, over("https, http"))).head).not.toContain("session=");
    expect((await ask(port, ["X-Forwarded-Proto: https"])).status).toBe(403);
  });
});

describe("without the recipe", () => {
  it.each([
    ["sends no cookie at all", false, "https", false],
    ["believes the leftmost scheme with trust proxy true", true, "https, http", true],
  ])("%s", async (_what, trust, scheme, sent) => {
    const app = express().set("trust proxy", trust);
    app.use(cookieSession({ secret: "x", secure: true }), (req, res) => {
      Object.assign(req.session ?? {}, { seen: true });
      res.end();
    });
    const { head } = await ask(await listen(app), over(scheme));
    expect(SECURE.test(head)).toBe(sent);
  });
});
