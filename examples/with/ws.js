// ws: each client by its address.
import { createServer } from "node:http";
import { clientIpOf, createResolver } from "@client-ip/node";
import { WebSocketServer } from "ws";

const resolver = createResolver("nginx");

export const server = createServer();
const sockets = new WebSocketServer({ server });

sockets.on("connection", (socket, request) => {
  const client = clientIpOf(request, resolver) ?? "unknown client";
  socket.send(client);
  socket.on("message", () => socket.send(client));
});
