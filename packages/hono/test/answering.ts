import type { Server } from "node:http";
import type { Reply, Subject } from "@client-ip/conformance";
import type { createAdaptorServer, HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";

/** A server that answers each request with what `reply` finds in the context. */
export function answering(
  app: Hono<{ Bindings: HttpBindings }>,
  reply: Reply,
  serve: typeof createAdaptorServer,
): Server {
  app.get("/", async (c) => {
    const requestLike = {
      env: c.env,
      get clientIp() {
        return c.get("clientIp");
      },
      get clientIpInfo() {
        return c.get("clientIpInfo");
      },
    };
    return c.json(await reply(requestLike, c.env.incoming));
  });
  return serve({ fetch: app.fetch }) as Server;
}

/** What @hono/node-server does itself. */
export const gaps: NonNullable<Subject["gaps"]> = {
  "HTTP/1.0 without Host is answered":
    "@hono/node-server answers 400 without Host, unless serve() is given a hostname",
};
