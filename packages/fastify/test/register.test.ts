import { fastify } from "fastify";
import { expect, it } from "vitest";
import { clientIp } from "../src/index.ts";

// Fastify calls a plugin from a timer: an error thrown there ends the process, with its message.
it("wrong-adapter: clientIp registered without being called says how it is called", () => {
  expect(() => clientIp(fastify() as unknown as string)).toThrow(
    "clientIp itself is no middleware or plugin: call it, as in app.register(clientIp('nginx')).",
  );
});
