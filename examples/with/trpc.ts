// tRPC: procedures find the client in their context.
import { createServer } from "node:http";
import { clientIpOf, createResolver } from "@client-ip/node";
import { initTRPC } from "@trpc/server";
import { createHTTPHandler, type CreateHTTPContextOptions } from "@trpc/server/adapters/standalone";

const resolver = createResolver("nginx");

const createContext = ({ req }: CreateHTTPContextOptions) => ({
  clientIp: clientIpOf(req, resolver),
});

const { procedure, router } = initTRPC.context<ReturnType<typeof createContext>>().create();

const appRouter = router({ client: procedure.query(({ ctx }) => ctx.clientIp ?? "unknown") });

export const server = createServer(createHTTPHandler({ router: appRouter, createContext }));
