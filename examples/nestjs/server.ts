// NestJS behind nginx on the same machine. In a new application of Nest: `npm install
// @client-ip/nestjs`, and this in place of src/main.ts. Here: `npx tsx server.ts`.
import { ClientIp, ClientIpModule } from "@client-ip/nestjs";
import { Controller, Get, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";

@Controller()
class AppController {
  @Get()
  hello(@ClientIp() ip: string | undefined): string {
    return `Hello ${ip ?? "unknown client"}\n`;
  }
}

@Module({ imports: [ClientIpModule.forRoot("nginx")], controllers: [AppController] })
class AppModule {}

export async function bootstrap(): Promise<void> {
  const app = await NestFactory.create(AppModule);
  await app.listen(process.env["PORT"] ?? 3000, "127.0.0.1");
}
void bootstrap();
