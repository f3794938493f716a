import rateLimit from "@fastify/rate-limit";
import { fastify, type FastifyInstance } from "fastify";
import { describe, expect, it } from "vitest";

import { recipe } from "./support.ts";

/** The statuses of one request for each list, which a proxy on this machine sends. */
async function statusesOf(app: FastifyInstance, lists: readonly string[]): Promise<number[]> {
  const statuses: number[] = [];
  for (const list of lists) {
    const headers = { "x-forwarded-for": list };
    const reply = await app.inject({ url: "/", headers, remoteAddress: "127.0.0.1" });
    statuses.push(reply.statusCode);
  }
  await app.close();
  return statuses;
}

const ONE_CLIENT = ["9.9.9.9, 203.0.113.7", "8.8.8.8, 203.0.113.7", "7.7.7.7, 203.0.113.7"];

describe.each([{}, { "@fastify/rate-limit": "fastify-rate-limit-10" }])("with %o", (older) => {
  it("limits a client whatever it forges, and no other client", async () => {
    const { app } = await recipe<{ app: FastifyInstance }>("fastify-rate-limit", older);
    const lists = [...ONE_CLIENT, "203.0.113.8", "2001:db8:0:1200::1", "2001:db8:0:12ff::2"];
    expect(await statusesOf(app, [...lists, "2001:db8:0:12aa::3"])).toEqual([
      200, 200, 429, 200, 200, 200, 429,
    ]);
  });
});

describe("without the recipe", () => {
  it("shares one limit, or lets a client choose its own", async () => {
    const shared = fastify();
    await shared.register(rateLimit, { max: 1 });
    shared.get("/", () => "Hello\n");
    expect(await statusesOf(shared, ["203.0.113.7", "203.0.113.8"])).toEqual([200, 429]);
    const forged = fastify({ trustProxy: true });
    await forged.register(rateLimit, { max: 1 });
    forged.get("/", () => "Hello\n");
    expect(await statusesOf(forged, ONE_CLIENT)).toEqual([200, 200, 200]);
  });
});
