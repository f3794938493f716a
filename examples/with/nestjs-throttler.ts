// @nestjs/throttler counts the requests of a client, not those of its proxy: Nest on Express.
import { ClientIpModule, rateLimitKey, requestOf } from "@client-ip/nestjs";
import { Controller, Get, Module } from "@nestjs/common";
import { APP_GUARD, NestFactory } from "@nestjs/core";
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
    ClientIpModule.forRoot("nginx"),
    ThrottlerModule.forRoot({
      throttlers: [{ ttl: 60_000, limit: 2 }],
      getTracker: (_req, context) => rateLimitKey(requestOf(context)),
    }),
  ],
  controllers: [AppController],
  providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }],
})
export class AppModule {}

export const app = await NestFactory.create(AppModule);
