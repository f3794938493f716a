import { describe, expect, it } from "vitest";

import { useBuilt } from "./built.ts";

const SERVE = "test/apps/serve";
const SESSIONS = "test/apps/sessions";

const ENVIRONMENT = {
  BETTER_AUTH_SECRET: "known to this test alone, and long",
  BETTER_AUTH_URL: "https://app.example",
  // In a test, better-auth takes 127.0.0.1 for every client that it does not know.
  NODE_ENV: "production",
  TEST: undefined,
};

let users = 0;

/** The address in the session of a new user. */
async function addressOf(port: number, list?: string): Promise<unknown> {
  const forwarded = list === undefined ? {} : { "X-Forwarded-For": list };
  const forged = { "X-Client-IP-Sealed": "6.6.6.6" };
  const headers = { ...forwarded, ...forged, Origin: ENVIRONMENT.BETTER_AUTH_URL };
  const url = `http://127.0.0.1:${port}/api/auth`;
  users += 1;
  const user = { name: "A user", email: `user-${users}@app.example`, password: "long enough" };
  const signedUp = await fetch(`${url}/sign-up/email`, {
    method: "POST",
    headers: { ...headers, "Content-Type": "application/json" },
    body: JSON.stringify(user),
  });
  expect(signedUp.status).toBe(200);
  const [cookie = ""] = (signedUp.headers.get("set-cookie") ?? "").split(";");
  const reply = await fetch(`${url}/get-session`, { headers: { ...headers, Cookie: cookie } });
  const { session } = (await reply.json()) as { session: { ipAddress: unknown } };
  return session.ipAddress;
}

const OLDER = {
  "better-auth": "better-auth-1.3",
  "better-auth/adapters/memory": "better-auth-1.3/adapters/memory",
  "better-auth/node": "better-auth-1.3/node",
};

describe.each([{}, OLDER])("a session of better-auth %o", (older) => {
  const start = useBuilt(["better-auth", SERVE], older);

  it("has the client", async () => {
    const { port } = await start(SERVE, [], { ...ENVIRONMENT, RECIPE: "better-auth" });
    expect(await addressOf(port, "9.9.9.9, 203.0.113.7")).toBe("203.0.113.7");
    expect(await addressOf(port, "203.0.113.8")).toBe("203.0.113.8");
  });
});

describe("a session of better-auth", () => {
  const start = useBuilt(["better-auth", SESSIONS, SERVE]);

  it("has the network of an IPv6 client, and there is none without a client", async () => {
    const { port } = await start(SERVE, [], { ...ENVIRONMENT, RECIPE: "better-auth" });
    expect(await addressOf(port, "2001:db8::7")).toBe("2001:0db8:0000:0000:0000:0000:0000:0000");
    expect((await fetch(`http://127.0.0.1:${port}/api/auth/get-session`)).status).toBe(403);
  });

  it("has no address behind a proxy that appends, or the forged one, without us", async () => {
    const { port } = await start(SERVE, [], { ...ENVIRONMENT, RECIPE: SESSIONS });
    expect(await addressOf(port, "9.9.9.9, 203.0.113.7")).toBe("");
    expect(await addressOf(port, "9.9.9.9")).toBe("9.9.9.9");
  });

  it("has the forged address with trustedProxies, although none of them sent it", async () => {
    const environment = { ...ENVIRONMENT, RECIPE: SESSIONS, TRUSTED: "10.0.0.0/8" };
    const { port } = await start(SERVE, [], environment);
    expect(await addressOf(port, "9.9.9.9")).toBe("9.9.9.9");
  });
});
