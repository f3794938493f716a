import type { IncomingMessage } from "node:http";

import { clientIpOf, createResolver } from "@client-ip/node";
import { describe, expect, it } from "vitest";

import { clientOf } from "./graph.ts";
import { listen, recipe } from "./support.ts";

interface Context {
  readonly clientIp: string | undefined;
}

describe.each([{}, { "@apollo/server": "apollo-server-4" }])("Apollo Server %o", (older) => {
  it("tells a resolver the client, not the proxy and not the forged address", async () => {
    const { app } = await recipe("apollo-server", older);
    const port = await listen(app);
    expect(await clientOf(port, "/", "9.9.9.9, 203.0.113.7")).toEqual({
      data: { client: "203.0.113.7" },
    });
    expect(await clientOf(port, "/")).toEqual({ data: { client: null } });
  });

  it("takes `clientIpOf` without a framework", async () => {
    const { ApolloServer } = await import(older["@apollo/server"] ?? "@apollo/server");
    const { startStandaloneServer } = await import(
      `${older["@apollo/server"] ?? "@apollo/server"}/standalone`
    );
    const server = new ApolloServer({
      typeDefs: "type Query { client: String }",
      resolvers: { Query: { client: (_root: object, _args: object, of: Context) => of.clientIp } },
    });
    const resolver = createResolver("nginx");
    const { url } = await startStandaloneServer(server, {
      listen: { port: 0, host: "127.0.0.1" },
      context: async ({ req }: { req: IncomingMessage }) => ({
        clientIp: clientIpOf(req, resolver),
      }),
    });
    expect(await clientOf(Number(new URL(url).port), "/", "9.9.9.9, 203.0.113.7")).toEqual({
      data: { client: "203.0.113.7" },
    });
    await server.stop();
  });
});
