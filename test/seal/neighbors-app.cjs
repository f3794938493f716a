// An application with programs that read a client's address themselves, and no line of ours. Run by
// neighbors.test.ts, with the register hook and without it.
const { HttpInstrumentation } = require("@opentelemetry/instrumentation-http");
const {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} = require("@opentelemetry/sdk-trace");

const spans = new InMemorySpanExporter();
const instrumentation = new HttpInstrumentation();
instrumentation.setTracerProvider(
  new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] }),
);
instrumentation.enable();

const { createServer } = require("node:http");
const { createRequire } = require("node:module");
const { pathToFileURL } = require("node:url");
const { getClientIPAddress } = require("@sentry/core/server");
const { extractIp } = require("dd-trace/packages/dd-trace/src/plugins/util/ip_extractor.js");
const express = require("express");
const { fastify } = require("fastify");
const Koa = require("koa").default ?? require("koa");

const first = (_address, index) => index === 0;

async function handlers() {
  const ofBetterAuth = createRequire(require.resolve("better-auth"));
  const file = ofBetterAuth.resolve("@better-auth/core/utils/ip");
  const { getIP } = await import(pathToFileURL(file).href);
  const { H3, getRequestIP, toNodeHandler } = await import("h3");

  const koa = new Koa({ proxy: true, maxIpsCount: 1 });
  koa.use((ctx) => (ctx.body = ctx.ip));
  const app = express().set("trust proxy", first);
  app.use((req, res) => res.send(req.ip));
  const server = fastify({ trustProxy: first });
  server.get("/fastify", (request) => request.ip);
  await server.ready();
  const h3 = new H3().get("/h3", (event) => getRequestIP(event, { xForwardedFor: true }));

  return {
    "/sentry": (req, res) => res.end(String(getClientIPAddress(req.headers))),
    "/datadog": (req, res) => res.end(String(extractIp({}, req))),
    "/better-auth": (req, res) => res.end(String(getIP(new Headers(req.headers), {}))),
    "/koa": koa.callback(),
    "/express": app,
    "/fastify": (req, res) => server.routing(req, res),
    "/h3": toNodeHandler(h3),
    "/opentelemetry": (_req, res) => res.end(),
    "/spans": (_req, res) => {
      const served = spans.getFinishedSpans().map(({ attributes }) => attributes);
      const found = served.find(
        (attributes) =>
          String(attributes["http.target"] ?? attributes["url.path"]) === "/opentelemetry",
      );
      res.end(String(found?.["client.address"] ?? found?.["http.client_ip"]));
    },
  };
}

async function serve() {
  const byUrl = await handlers();
  const server = createServer((req, res) => byUrl[req.url](req, res));
  server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
}

void serve();
process.on("disconnect", () => process.exit());
