// GraphQL Yoga: resolvers find the client in their context.
import { createServer } from "node:http";
import { clientIpOf, createResolver } from "@client-ip/node";
import { createSchema, createYoga } from "graphql-yoga";

const resolver = createResolver("nginx");

const yoga = createYoga({
  schema: createSchema({
    typeDefs: "type Query { client: String }",
    resolvers: { Query: { client: (_root, _args, context) => context.clientIp } },
  }),
  context: ({ req }) => ({ clientIp: clientIpOf(req, resolver) }),
});

export const server = createServer(yoga);
