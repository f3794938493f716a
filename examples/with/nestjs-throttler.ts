// @nestjs/throttler counts the requests of a client, not those of its proxy: Nest on Express.
import { clientIp, rateLimitKey } from "@client-ip/express";
import { Controller, Get, Module } from "@nestjs/common";
import { APP_GUARD, NestFactory } from "@nestjs/core";
import type { NestExpressApplication } from "@nestjs/platform-express";
import { ThrottlerGuard, ThrottlerModule } from "@nestjs/throttler";

@Controller()
class AppController {
  @Get()
  hello(): string {
    return "Hello\n";
  }
}

@Module({
  imports: [
    ThrottlerModule.forRoot({
      throttlers: [{ ttl: 60_000, limit: 2 }],
      getTracker: (_req, context) => rateLimitKey(context.switchToHttp().getRequest()),
    }),
  ],
  controllers: [AppController],
  providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }],
})
export class AppModule {}

export const app = await NestFactory.create<NestExpressApplication>(AppModule);
app.use(clientIp("nginx"));
