// hapi behind nginx on the same machine.
// `npm install @client-ip/hapi @hapi/hapi`, then `node server.js`.
import { clientIp } from "@client-ip/hapi";
import { server as createServer } from "@hapi/hapi";

export const server = createServer({
  host: "127.0.0.1",
  port: Number(process.env["PORT"] ?? 3000),
});
await server.register(clientIp("nginx"));

server.route({
  method: "GET",
  path: "/",
  handler: (request, h) => {
    const { ip, status, peer } = request.clientIpInfo;
    return ip === undefined
      ? h.response(`no client: ${status}, peer ${peer}\n`).code(403)
      : `Hello ${ip}\n`;
  },
});

await server.start();
console.log(server.info.uri);
