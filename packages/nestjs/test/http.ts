import type { IncomingMessage, ServerResponse } from "node:http";
import {
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  Catch,
  Controller,
  type DynamicModule,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  HttpException,
  type MiddlewareConsumer,
  Module,
  type NestInterceptor,
  Req,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from "@nestjs/common";
import { APP_FILTER } from "@nestjs/core";
import { map, type Observable } from "rxjs";
import { expect, it, vi } from "vitest";
import * as clientIpOfNest from "../src/index.ts";
import { APPENDING, ask, create, listen, type Platform } from "./running.ts";

const { ClientIp, ClientIpInfo, ClientIpModule, clientIpOf, requestOf } = clientIpOfNest;

const CLIENT = "198.51.100.8";

@Controller()
class Answering {
  @Get()
  both(
    @ClientIp() ip: string | undefined,
    @ClientIpInfo() info: clientIpOfNest.Resolution,
    @Req() request: { readonly clientIp: unknown },
  ): object {
    return { ip, status: info.status, property: request.clientIp };
  }
}

const seen: unknown[] = [];

class Guard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    seen.push(["guard", clientIpOf(requestOf(context))]);
    return true;
  }
}

class Interceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map((value: unknown) => {
        seen.push(["interceptor", clientIpOf(requestOf(context))]);
        return value;
      }),
    );
  }
}

@Catch(HttpException)
class Filter implements ExceptionFilter {
  catch(_error: unknown, host: ArgumentsHost): void {
    const ip = clientIpOf(requestOf(host));
    const response: { readonly raw?: ServerResponse } & ServerResponse = host
      .switchToHttp()
      .getResponse();
    (response.raw ?? response).writeHead(404).end(JSON.stringify({ filter: ip }));
  }
}

@Controller("enhanced")
@UseGuards(Guard)
@UseInterceptors(Interceptor)
class Enhanced {
  @Get()
  get(@ClientIp() ip: string | undefined): object {
    return { ip };
  }

  @Get("broken")
  @UseFilters(Filter)
  broken(): never {
    throw new HttpException("broken", 418);
  }
}

const forRoot = (): DynamicModule[] => [ClientIpModule.forRoot(APPENDING)];

/** The tests of requests over HTTP. */
export function http(platform: Platform): void {
  it("answers a controller's parameters, and has the same on the request", async () => {
    const app = await create({ imports: forRoot(), controllers: [Answering] }, platform);
    const answer = { ip: CLIENT, status: "resolved", property: CLIENT };
    expect(await ask(await listen(app))).toEqual(answer);
  });

  it("answers guards, interceptors and filters", async () => {
    seen.length = 0;
    const app = await create({ imports: forRoot(), controllers: [Enhanced] }, platform);
    const port = await listen(app);
    expect(await ask(port, "/enhanced")).toEqual({ ip: CLIENT });
    expect(await ask(port, "/enhanced/broken")).toEqual({ filter: CLIENT });
    expect(seen).toEqual([
      ["guard", CLIENT],
      ["interceptor", CLIENT],
      ["guard", CLIENT],
    ]);
  });

  it("answers a global filter for a route that is not found", async () => {
    const providers = [{ provide: APP_FILTER, useClass: Filter }];
    const port = await listen(await create({ imports: forRoot(), providers }, platform));
    expect(await ask(port, "/nowhere")).toEqual({ filter: CLIENT });
  });

  it("answers middleware of modules and of the application, and a log at the end", async () => {
    const log: unknown[] = [];
    const note =
      (name: string) => (req: IncomingMessage, res: ServerResponse, next: () => void) => {
        log.push([name, clientIpOf(req)]);
        res.once("finish", () => log.push([name, "finish", clientIpOf(req)]));
        next();
      };
    @Module({ imports: forRoot(), controllers: [Answering] })
    class Logging {
      configure(consumer: MiddlewareConsumer): void {
        consumer.apply(note("module")).forRoutes(Answering);
      }
    }
    const app = await create({ imports: [Logging] }, platform);
    app.use(note("application"));
    await ask(await listen(app));
    await vi.waitFor(() => expect(log).toHaveLength(4));
    expect(log).toEqual([
      ["application", CLIENT],
      ["module", CLIENT],
      ["application", "finish", CLIENT],
      ["module", "finish", CLIENT],
    ]);
  });

  it("answers under a prefix of the application", async () => {
    const app = await create({ imports: forRoot(), controllers: [Answering] }, platform);
    app.setGlobalPrefix("api");
    expect(await ask(await listen(app), "/api")).toMatchObject({ ip: CLIENT });
  });

  it("shows global pipes a function, and neither the request nor the answer", async () => {
    const values: unknown[] = [];
    const app = await create({ imports: forRoot(), controllers: [Enhanced] }, platform);
    app.useGlobalPipes({ transform: (value: unknown) => (values.push(typeof value), value) });
    expect(await ask(await listen(app), "/enhanced")).toEqual({ ip: CLIENT });
    expect(values).toEqual(["function"]);
  });

  it("compares with what the platform took for the client", async () => {
    const onDifference = vi.fn<(difference: { before: unknown; after: unknown }) => void>();
    const options = { compare: (req: { ip?: string }) => req.ip, onDifference };
    const imports = [ClientIpModule.forRoot(APPENDING, options)];
    const app = await create({ imports, controllers: [Answering] }, platform);
    await ask(await listen(app));
    expect(onDifference.mock.calls).toMatchObject([[{ before: "127.0.0.1", after: CLIENT }]]);
  });

  it("seals a request before the first middleware", async () => {
    const found: unknown[] = [];
    const seal = { onUnresolved: "reject", keep: [] } as const;
    const imports = [ClientIpModule.forRoot(APPENDING, { seal })];
    const app = await create({ imports, controllers: [Answering] }, platform);
    app.use((req: IncomingMessage, _res: unknown, next: () => void) => {
      found.push(req.headers["x-forwarded-for"]);
      next();
    });
    expect(await ask(await listen(app))).toMatchObject({ ip: CLIENT });
    expect(found).toEqual([CLIENT]);
  });
}
