import { CLIENT_IP_RESOLVER } from "@client-ip/nestjs";
import { acceptAs, requestThrough } from "@client-ip/testing";
import { Test } from "@nestjs/testing";
import supertest from "supertest";
import { expect, it } from "vitest";
import { AppModule } from "./app.module.js";

it("names the client behind nginx", async () => {
  const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
  const app = module.createNestApplication();
  await app.init();
  const resolver = app.get(CLIENT_IP_RESOLVER);
  const { remoteAddress, headers } = requestThrough(resolver, "203.0.113.7");
  acceptAs(app.getHttpServer(), remoteAddress);
  const reply = await supertest(app.getHttpServer()).get("/").set(headers);
  expect(reply.text).toBe("Hello 203.0.113.7");
  await app.close();
});
