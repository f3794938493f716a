import { Controller, Get, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import type { NestExpressApplication } from "@nestjs/platform-express";
import { RealIP } from "nestjs-real-ip";

@Controller()
class AppController {
  @Get()
  address(@RealIP() ip: string): string {
    return ip;
  }
}

@Module({ controllers: [AppController] })
class AppModule {}

export const app = await NestFactory.create<NestExpressApplication>(AppModule);
