// Apollo Server: resolvers find the client in their context.
import { ApolloServer } from "@apollo/server";
import { expressMiddleware } from "@as-integrations/express5";
import { clientIp } from "@client-ip/express";
import express from "express";

/** @type {ApolloServer<{ clientIp: string | undefined }>} */
const server = new ApolloServer({
  typeDefs: "type Query { client: String }",
  resolvers: { Query: { client: (_root, _args, context) => context.clientIp } },
});
await server.start();

export const app = express();
app.use(clientIp("nginx"));
app.use(
  express.json(),
  expressMiddleware(server, { context: async ({ req }) => ({ clientIp: req.clientIp }) }),
);
