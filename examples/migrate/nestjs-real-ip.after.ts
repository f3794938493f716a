import { clientIp, clientIpOf } from "@client-ip/express";
import { Controller, createParamDecorator, Get, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import type { NestExpressApplication } from "@nestjs/platform-express";

const ClientIp = createParamDecorator((_data, context) =>
  clientIpOf(context.switchToHttp().getRequest()),
);

@Controller()
class AppController {
  @Get()
  address(@ClientIp() ip: string | undefined): string {
    return `${ip}`;
  }
}

@Module({ controllers: [AppController] })
class AppModule {}

export const app = await NestFactory.create<NestExpressApplication>(AppModule);
app.use(clientIp("nginx"));
