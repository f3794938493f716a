import express from "express";
import { afterEach, describe, expect, it, vi } from "vitest";

import { albEvent, bodyOf, FORGED, FRONTS, type Handler } from "./lambda.ts";
import { recipe } from "./support.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

describe.each([{}, { "serverless-http": "serverless-http-3" }])("serverless-http %o", (older) => {
  it.each(FRONTS)("greets the client behind %j", async (path, event) => {
    vi.stubEnv("CLIENT_IP_PATH", path);
    const { handler } = await recipe<{ handler: Handler }>("serverless-http", older);
    expect(await bodyOf(handler, event)).toBe("Hello 203.0.113.7");
  });

  it.each([
    ["lambda-url", albEvent(FORGED)],
    ["aws-alb invoker", albEvent({ host: ["app.example"] })],
  ])("greets no client with the path %j if the event is another", async (path, event) => {
    vi.stubEnv("CLIENT_IP_PATH", path);
    const { handler } = await recipe<{ handler: Handler }>("serverless-http", older);
    expect(await bodyOf(handler, event)).toBe("Hello unknown client");
  });

  it("has no address of an ALB's client in Express's own `req.ip`", async () => {
    const { default: serverless } = await import(older["serverless-http"] ?? "serverless-http");
    const app = express().set("trust proxy", true);
    app.get("/", (req, res) => void res.json([req.ip ?? null]));
    const handler: Handler = serverless(app);
    expect(await bodyOf(handler, albEvent(FORGED))).toBe("[null]");
  });
});
