import { ClientIp, ClientIpModule } from "@client-ip/nestjs";
import { Controller, Get, Module } from "@nestjs/common";

@Controller()
class AppController {
  @Get()
  hello(@ClientIp() ip: string | undefined): string {
    return `Hello ${ip ?? "unknown client"}`;
  }
}

// nginx on this machine
@Module({ imports: [ClientIpModule.forRoot("nginx")], controllers: [AppController] })
export class AppModule {}
