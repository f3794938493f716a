import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type ArgumentsHost,
  type CanActivate,
  Catch,
  Controller,
  type ExecutionContext,
  Get,
  Req,
  UseFilters,
  UseGuards,
} from "@nestjs/common";
import { IoAdapter } from "@nestjs/platform-socket.io";
import { WsAdapter } from "@nestjs/platform-ws";
import { type OnGatewayConnection, SubscribeMessage, WebSocketGateway } from "@nestjs/websockets";
import { io } from "socket.io-client";
import { expect, it } from "vitest";
import { WebSocket } from "ws";
import { bindResolver } from "@client-ip/node/adapter";
import * as clientIpOfNest from "../src/index.ts";
import { APPENDING, ask, create, FORWARDED, listen, moduleOf, type Platform } from "./running.ts";

const { ClientIp, ClientIpInfo, ClientIpModule, clientIpOf, createResolver, requestOf } =
  clientIpOfNest;
const { UseClientIp } = clientIpOfNest;

const CLIENT = "198.51.100.8";
/** The next element of the list. */
const NEXT = "198.51.100.7";
const seen: unknown[] = [];

class Guard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    seen.push(["guard", clientIpOf(requestOf(context))]);
    return true;
  }
}

/** Sends a client the error of its message. */
@Catch()
class Filter {
  catch(error: { readonly code: string; readonly remedy: string }, host: ArgumentsHost): void {
    const message = `${error.code}: ${error.remedy}`;
    const client = host.switchToWs().getClient<{
      emit: (event: string, message: string) => void;
      send: (message: string) => void;
    }>();
    if ("emit" in client && "nsp" in client) client.emit("failed", message);
    else client.send(JSON.stringify({ event: "failed", data: message }));
  }
}

class Answering {
  @SubscribeMessage("ask")
  @UseGuards(Guard)
  answer(
    @ClientIp() ip: string | undefined,
    @ClientIpInfo() info: clientIpOfNest.Resolution,
  ): object {
    return { event: "answer", data: { ip, status: info.status } };
  }
}

/** Answers once all listeners of the server have been called. */
@Controller()
class Later {
  @Get()
  async get(@Req() request: clientIpOfNest.RequestLike): Promise<object> {
    await new Promise(setImmediate);
    return { ip: clientIpOf(request) };
  }
}

@WebSocketGateway()
@UseFilters(Filter)
class Gateway extends Answering implements OnGatewayConnection {
  handleConnection(client: { readonly request?: clientIpOfNest.NodeRequest }): void {
    if (client.request) seen.push(["connection", clientIpOf(client.request)]);
  }

  @SubscribeMessage("part")
  @UseClientIp("direct")
  part(): void {}
}

/** What socket.io answers. */
async function askIo(
  port: number,
  transport: "polling" | "websocket",
  event = "ask",
): Promise<unknown> {
  const client = io(`http://127.0.0.1:${port}`, {
    transports: [transport],
    extraHeaders: FORWARDED,
    forceNew: true,
    reconnection: false,
  });
  try {
    return await new Promise((resolve, reject) => {
      client.once("connect_error", reject).once("answer", resolve).once("failed", resolve);
      client.emit(event);
    });
  } finally {
    client.close();
  }
}

/** What ws answers. */
async function askWs(port: number): Promise<unknown> {
  const client = new WebSocket(`ws://127.0.0.1:${port}`, { headers: FORWARDED });
  await once(client, "open");
  client.send(JSON.stringify({ event: "ask", data: "" }));
  const [answer] = (await once(client, "message")) as [Buffer];
  client.close();
  return (JSON.parse(answer.toString()) as { readonly data: unknown }).data;
}

/** A port at which nothing listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** The tests of gateways on the port of the application. */
export function gateways(platform: Platform): void {
  const imports = [ClientIpModule.forRoot(APPENDING)];

  it.each(["polling", "websocket"] as const)("answers socket.io over %s", async (transport) => {
    seen.length = 0;
    const app = await create({ imports, providers: [Gateway] }, platform);
    app.useWebSocketAdapter(new IoAdapter(app));
    const port = await listen(app);
    expect(await askIo(port, transport)).toEqual({ ip: CLIENT, status: "resolved" });
    expect(seen).toEqual([
      ["connection", CLIENT],
      ["guard", CLIENT],
    ]);
  });

  it("answers ws", async () => {
    seen.length = 0;
    const app = await create({ imports, providers: [Gateway] }, platform);
    app.useWebSocketAdapter(new WsAdapter(app));
    expect(await askWs(await listen(app))).toEqual({ ip: CLIENT, status: "resolved" });
    expect(seen).toEqual([["guard", CLIENT]]);
  });

  it("leaves a request to what has bound it before", async () => {
    const other = createResolver({ hops: 2 });
    const bind = (req: clientIpOfNest.NodeRequest): void => bindResolver(req, other);
    const app = await create({ imports, controllers: [Later], providers: [Gateway] }, platform);
    app.useWebSocketAdapter(new WsAdapter(app));
    app.use((req: clientIpOfNest.NodeRequest, _res: unknown, next: () => void) => {
      bind(req);
      next();
    });
    const port = await listen(app);
    (app.getHttpServer() as Server).prependListener("upgrade", bind);
    expect(await ask(port)).toEqual({ ip: NEXT });
    expect(await askWs(port)).toMatchObject({ ip: NEXT });
  });

  it("listens to a server once, if its module is imported by its class, too", async () => {
    const both = [...imports, moduleOf({ imports: [ClientIpModule] })];
    const app = await create({ imports: both, providers: [Gateway] }, platform);
    app.useWebSocketAdapter(new WsAdapter(app));
    await listen(app);
    const server = app.getHttpServer() as Server;
    expect(server.listenerCount("upgrade")).toBe(2);
    expect(server.listenerCount("request")).toBe(2);
  });

  it("refuses another path for one of a gateway's messages", async () => {
    const app = await create({ imports, providers: [Gateway] }, platform);
    app.useWebSocketAdapter(new IoAdapter(app));
    const answer = await askIo(await listen(app), "websocket", "part");
    expect(answer).toBe("config-type: Take it away: the path of ClientIpModule answers there.");
  });
}

/** The tests of gateways on ports of their own. */
export function ownPorts(): void {
  it("answers socket.io on a port of its own", async () => {
    const port = await freePort();
    @WebSocketGateway(port)
    class Own extends Answering {}
    const imports = [ClientIpModule.forRoot(APPENDING)];
    const app = await create({ imports, providers: [Own] });
    app.useWebSocketAdapter(new IoAdapter(app));
    await listen(app);
    expect(await askIo(port, "polling")).toEqual({ ip: CLIENT, status: "resolved" });
  });

  it("says what to write for ws on a port of its own", async () => {
    const port = await freePort();
    @WebSocketGateway(port)
    @UseFilters(Filter)
    class Own extends Answering {}
    const imports = [ClientIpModule.forRoot(APPENDING)];
    const app = await create({ imports, providers: [Own] });
    app.useWebSocketAdapter(new WsAdapter(app));
    await listen(app);
    expect(await askWs(port)).toContain("in handleConnection(client, request)");
  });

  it("adds no listener to a server without gateways", async () => {
    const app = await create({ imports: [ClientIpModule.forRoot(APPENDING)] });
    await listen(app);
    const server = app.getHttpServer() as Server;
    expect(server.listenerCount("upgrade")).toBe(0);
    expect(server.listenerCount("request")).toBe(1);
  });
}
