import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { clientIp as clientIpOfExpress } from "@client-ip/express";
import {
  type ArgumentsHost,
  Catch,
  Controller,
  type ExceptionFilter,
  Get,
  Next,
  Param,
  Req,
  Res,
} from "@nestjs/common";
import { APP_FILTER } from "@nestjs/core";
import express from "express";
import { expect, it, onTestFinished, vi } from "vitest";
import * as clientIpOfNest from "../src/index.ts";
import { APPENDING, ask, create, listen, type Platform } from "./running.ts";

const { ClientIp, ClientIpInfo, ClientIpModule, clientIpOf, requestOf, UseClientIp } =
  clientIpOfNest;

const CLIENT = "198.51.100.8";
/** The next element of the list. */
const NEXT = "198.51.100.7";

@Controller("part")
@UseClientIp({ hops: 2 })
class PartController {
  @Get()
  own(@ClientIp() ip: string | undefined, @Req() request: { readonly clientIp: unknown }): object {
    return { ip, property: request.clientIp };
  }

  @Get(":name")
  named(@ClientIp() ip: string | undefined, @Req() request: { readonly params: object }): object {
    const { params } = { ...request };
    return { ip, params };
  }
}

/** Its route is also one that a part's pattern matches. */
@Controller("part")
class Beside {
  @Get("special")
  special(@ClientIp() ip: string | undefined): object {
    return { ip };
  }
}

@Controller()
class Root {
  @Get()
  get(@ClientIp() ip: string | undefined, @Req() request: { readonly clientIp: unknown }): object {
    return { ip, property: request.clientIp };
  }
}

/** The tests of controllers that have a path of their own. */
export function parts(platform: Platform): void {
  it("answers a part's handlers by the part's path, and no others", async () => {
    const controllers = [Beside, PartController, Root];
    const app = await create(
      { imports: [ClientIpModule.forRoot(APPENDING)], controllers },
      platform,
    );
    const port = await listen(app);
    expect(await ask(port, "/part")).toEqual({ ip: NEXT, property: NEXT });
    expect(await ask(port, "/part/named")).toEqual({ ip: NEXT, params: { name: "named" } });
    expect(await ask(port, "/part/special")).toEqual({ ip: CLIENT });
    expect(await ask(port)).toMatchObject({ ip: CLIENT, property: CLIENT });
  });
}

@Catch()
class Filter implements ExceptionFilter {
  catch(_error: unknown, host: ArgumentsHost): void {
    const response: ServerResponse = host.switchToHttp().getResponse();
    response.writeHead(404).end(JSON.stringify({ filter: clientIpOf(requestOf(host)) }));
  }
}

/** Hands a request on to what is behind it, unless its own answer is asked for. */
@Controller("on")
class HandingOn {
  @Get("own{/*rest}")
  @UseClientIp({ hops: 2 })
  own(
    @ClientIp() ip: string | undefined,
    @Param("rest") rest: unknown,
    @Res() response: ServerResponse,
    @Next() next: () => void,
  ): void {
    if (rest === undefined) response.end(JSON.stringify({ ip }));
    else next();
  }

  @Get("router")
  @UseClientIp({ hops: 2 })
  router(@Req() req: IncomingMessage, @Res() res: ServerResponse, @Next() next: () => void): void {
    const router = express.Router().get("/on/router", (inner, response) => {
      response.json({ ip: clientIpOf(inner) });
    });
    void router(req as express.Request, res as express.Response, next);
  }
}

@Controller("on")
class Behind {
  @Get("own/handler/:id")
  handler(@ClientIp() ip: string | undefined, @Param("id") id: string): object {
    return { ip, id };
  }

  @Get("own/part")
  @UseClientIp({ hops: 3 })
  part(@ClientIpInfo() { status }: clientIpOfNest.Resolution): object {
    return { status };
  }
}

/** The tests of handlers that hand a request on, as Express lets them. */
export function handingOn(): void {
  it("has the application's path behind a handler that hands it on", async () => {
    const controllers = [HandingOn, Behind];
    const imports = [ClientIpModule.forRoot(APPENDING)];
    const providers = [{ provide: APP_FILTER, useClass: Filter }];
    const app = await create({ imports, controllers, providers });
    const port = await listen(app);
    expect(await ask(port, "/on/own")).toEqual({ ip: NEXT });
    expect(await ask(port, "/on/own/handler/7")).toEqual({ ip: CLIENT, id: "7" });
    expect(await ask(port, "/on/own/part")).toEqual({ status: "missing" });
    expect(await ask(port, "/on/own/nowhere")).toEqual({ filter: CLIENT });
  });

  it("has the handler's path in a router that the handler calls", async () => {
    const imports = [ClientIpModule.forRoot(APPENDING)];
    const port = await listen(await create({ imports, controllers: [HandingOn] }));
    expect(await ask(port, "/on/router")).toEqual({ ip: NEXT });
  });

  it("has no path behind such a handler in an application without one", async () => {
    const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const port = await listen(await create({ controllers: [HandingOn, Behind] }));
    expect(await ask(port, "/on/own")).toEqual({ ip: NEXT });

    const resolvers = new Set<unknown>();
    const hear = (message: unknown): unknown =>
      resolvers.add((message as { readonly resolver: unknown }).resolver);
    subscribe("client-ip:resolution", hear);
    onTestFinished(() => void unsubscribe("client-ip:resolution", hear));
    expect(await ask(port, "/on/own/handler/7")).toEqual({ id: "7" });
    expect(await ask(port, "/on/own/handler/8")).toEqual({ id: "8" });
    // That of the part, and one without a path for all requests.
    expect(resolvers.size).toBe(2);
    emitted.mockRestore();
  });

  it("has the path of the router of Express that is in front of the controllers", async () => {
    const app = await create({ controllers: [HandingOn, Behind] });
    app.use(clientIpOfExpress(APPENDING));
    const port = await listen(app);
    expect(await ask(port, "/on/own")).toEqual({ ip: NEXT });
    expect(await ask(port, "/on/own/handler/7")).toEqual({ ip: CLIENT, id: "7" });
  });
}

/** Hands a request back to the application in front, as `@Next()` lets a handler do. */
@Controller()
class HandingBack {
  @Get("own")
  own(@ClientIp() ip: string | undefined): object {
    return { ip };
  }

  @Get("back")
  back(@Next() next: (exit: string) => void): void {
    next("router");
  }
}

/** The tests of parts of Express: Nest in one, and one in Nest. */
export function routers(): void {
  it("takes its path with it when it hands a request back", async () => {
    const imports = [ClientIpModule.forRoot({ hops: 2 })];
    const app = await create({ imports, controllers: [HandingBack] });
    await app.init();
    const outer = express().use(clientIpOfExpress(APPENDING));
    outer.use("/inner", app.getHttpAdapter().getInstance());
    outer.get("/inner/back", (req, res) => void res.json({ ip: clientIpOf(req) }));
    const server = outer.listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    expect(await ask(port, "/inner/own")).toEqual({ ip: NEXT });
    expect(await ask(port, "/inner/back")).toEqual({ ip: CLIENT });
  });

  it("gets its path back from a router of Express", async () => {
    const router = express.Router().use(clientIpOfExpress({ hops: 2 }));
    router.get("/own", (req, res) => void res.json({ ip: clientIpOf(req) }));
    const imports = [ClientIpModule.forRoot(APPENDING)];
    const providers = [{ provide: APP_FILTER, useClass: Filter }];
    const app = await create({ imports, providers });
    app.use("/part", router);
    const port = await listen(app);
    expect(await ask(port, "/part/own")).toEqual({ ip: NEXT });
    expect(await ask(port, "/part/nowhere")).toEqual({ filter: CLIENT });
  });
}
