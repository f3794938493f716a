import { ApolloDriver, type ApolloDriverConfig } from "@nestjs/apollo";
import { type CanActivate, type ExecutionContext, UseGuards } from "@nestjs/common";
import { GraphQLModule, Query, Resolver, Subscription } from "@nestjs/graphql";
import { MercuriusDriver, type MercuriusDriverConfig } from "@nestjs/mercurius";
import { createClient } from "graphql-ws";
import { expect, it } from "vitest";
import { WebSocket } from "ws";
import * as clientIpOfNest from "../src/index.ts";
import { APPENDING, ask, create, FORWARDED, listen } from "./running.ts";

const { ClientIp, ClientIpInfo, ClientIpModule, clientIpOf, requestOf, UseClientIp } =
  clientIpOfNest;

const CLIENT = "198.51.100.8";
const typeDefs = `
  type Query { ip: String, status: String, part: String }
  type Subscription { ip: String }
`;
const seen: unknown[] = [];

class Guard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    seen.push(clientIpOf(requestOf(context)));
    return true;
  }
}

async function* oneOf(value: object): AsyncGenerator<object> {
  yield value;
}

@Resolver()
class Answering {
  @Query()
  @UseGuards(Guard)
  ip(@ClientIp() ip: string | undefined): string | undefined {
    return ip;
  }

  @Query()
  status(@ClientIpInfo() info: clientIpOfNest.Resolution): string {
    return info.status;
  }

  @Query()
  @UseClientIp("direct")
  part(): string {
    return "";
  }

  @Subscription("ip")
  @UseGuards(Guard)
  changed(@ClientIp() ip: string | undefined): AsyncGenerator<object> {
    return oneOf({ ip });
  }
}

const providers = [Answering];
const root = (): ReturnType<typeof ClientIpModule.forRoot> => ClientIpModule.forRoot(APPENDING);

/** The first message of a subscription. */
async function subscribe(port: number, connection: typeof WebSocket): Promise<unknown> {
  const url = `ws://127.0.0.1:${port}/graphql`;
  const client = createClient({ url, webSocketImpl: connection, retryAttempts: 0 });
  try {
    for await (const message of client.iterate({ query: "subscription { ip }" })) return message;
    return undefined;
  } finally {
    await client.dispose();
  }
}

class Forwarding extends WebSocket {
  constructor(url: string, protocols: string[]) {
    super(url, protocols, { headers: FORWARDED });
  }
}

/** The tests of queries and subscriptions. */
export function graphQl(): void {
  it("answers a query on Apollo, and its guards", async () => {
    seen.length = 0;
    const graphql = GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, typeDefs });
    const port = await listen(await create({ imports: [root(), graphql], providers }));
    const answer = { data: { ip: CLIENT, status: "resolved" } };
    expect(await ask(port, "/graphql", { query: "{ ip status }" })).toEqual(answer);
    expect(seen).toEqual([CLIENT]);
  });

  it("answers a subscription on Apollo, and its guards", async () => {
    seen.length = 0;
    const graphql = GraphQLModule.forRoot<ApolloDriverConfig>({
      driver: ApolloDriver,
      typeDefs,
      subscriptions: { "graphql-ws": true },
    });
    const port = await listen(await create({ imports: [graphql, root()], providers }));
    expect(await subscribe(port, Forwarding as typeof WebSocket)).toEqual({ data: { ip: CLIENT } });
    expect(seen).toEqual([CLIENT]);
  });

  it("answers a query on Mercurius, whatever its context is", async () => {
    for (const context of [undefined, () => ({ user: "" })]) {
      const graphql = GraphQLModule.forRoot<MercuriusDriverConfig>({
        driver: MercuriusDriver,
        typeDefs,
        ...(context && { context }),
      });
      const app = await create({ imports: [root(), graphql], providers }, "Fastify");
      const answer = { data: { ip: CLIENT, status: "resolved" } };
      expect(await ask(await listen(app), "/graphql", { query: "{ ip status }" })).toEqual(answer);
    }
  });

  it("answers a subscription on Mercurius", async () => {
    const graphql = GraphQLModule.forRoot<MercuriusDriverConfig>({
      driver: MercuriusDriver,
      typeDefs,
      subscription: { fullWsTransport: true },
    });
    const app = await create({ imports: [root(), graphql], providers }, "Fastify");
    const answer = await subscribe(await listen(app), Forwarding as typeof WebSocket);
    expect(answer).toEqual({ data: { ip: CLIENT } });
  });

  it("refuses another path for one resolver", async () => {
    const graphql = GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, typeDefs });
    const port = await listen(await create({ imports: [root(), graphql], providers }));
    const message = expect.stringContaining("@UseClientIp at a resolver of GraphQL") as string;
    expect(await ask(port, "/graphql", { query: "{ part }" })).toMatchObject({
      errors: [{ message }],
    });
  });
}
