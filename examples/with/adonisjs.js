// config/app.ts: request.ip() is the client.
import { defineConfig } from "@adonisjs/http-server";
import { clientIpOf, createResolver } from "@client-ip/node";

const resolver = createResolver("nginx");

export const http = defineConfig({
  getIp: ({ request }) => clientIpOf(request, resolver) ?? "",
});
