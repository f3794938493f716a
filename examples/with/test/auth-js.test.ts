import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { ask, FORGED, listen, recipe } from "./support.ts";

beforeEach(() => {
  vi.stubEnv("AUTH_SECRET", "known to this test alone");
});

afterEach(() => {
  vi.unstubAllEnvs();
});

const HTTPS = "X-Forwarded-Proto: https";
/** Headers that any client can send. */
const CLIENTS = ["X-Forwarded-Host: no host", "Forwarded: for=6.6.6.6;proto=ftp"];

/** Where GitHub sends a user back to, as Auth.js tells it. */
async function callbackAt(port: number, lines: readonly string[]): Promise<string | undefined> {
  const { body } = await ask(port, lines, "/auth/providers");
  return /"callbackUrl":"([^"]+)"/.exec(body)?.[1];
}

describe("Auth.js", () => {
  it("makes URLs, cookies and sessions for the scheme that nginx tells", async () => {
    const { app } = await recipe("auth-js");
    const port = await listen(app);
    const lines = [FORGED, HTTPS, ...CLIENTS];
    expect(await callbackAt(port, lines)).toBe("https://app.example/auth/callback/github");
    const { head } = await ask(port, lines, "/auth/csrf");
    expect(head).toMatch(/^Set-Cookie: __Host-authjs\.csrf-token=.*; Secure/im);
    expect(await ask(port, lines)).toMatchObject({ status: 200, body: "Hello stranger\n" });
  });

  it("reads a client's headers without us, and makes insecure cookies", async () => {
    const { app } = await recipe("test/apps/auth-alone");
    const port = await listen(app);
    const lines = [FORGED, HTTPS];
    expect(await callbackAt(port, lines)).toBe("http://app.example/auth/callback/github");
    expect((await ask(port, lines, "/auth/csrf")).head).not.toContain("Secure");
    expect((await ask(port, lines)).body).toBe("Hello\n");
    expect((await ask(port, [...lines, ...CLIENTS])).body).toBe("TypeError: Invalid URL");
  });
});
