// An application's test in TypeScript, as Nest's starter has it. Run by ../consumers.mjs.
import { ClientIpError, clientIp, type Resolution } from "@client-ip/express";
import { requestThrough } from "@client-ip/testing";
import express from "express";
import request from "supertest";

it("answers in Express", async () => {
  const app = express();
  app.use(clientIp("loopback"));
  app.get("/", (req, res) => {
    const info: Resolution = req.clientIpInfo;
    res.json([req.clientIp, info.status]);
  });
  const { headers } = requestThrough("loopback", "203.0.113.7");
  const { body } = await request(app).get("/").set(headers);
  expect(body).toEqual(["203.0.113.7", "resolved"]);
});

it("throws errors that it recognizes", () => {
  expect(() => clientIp("10.0.0.1/8")).toThrow(ClientIpError);
});
