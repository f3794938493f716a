import { ClientIp, ClientIpModule } from "@client-ip/nestjs";
import { Controller, Get, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import type { NestExpressApplication } from "@nestjs/platform-express";

@Controller()
class AppController {
  @Get()
  address(@ClientIp() ip: string | undefined): string {
    return `${ip}`;
  }
}

@Module({ imports: [ClientIpModule.forRoot("nginx")], controllers: [AppController] })
class AppModule {}

export const app = await NestFactory.create<NestExpressApplication>(AppModule);
