// socket.io: each client by its address, by polling and by WebSocket.
import { createServer } from "node:http";
import { clientIp, clientIpOf } from "@client-ip/node";
import { Server } from "socket.io";

export const server = createServer();
const io = new Server(server);
io.engine.use(clientIp("nginx"));

io.on("connection", (socket) => {
  socket.emit("hello", clientIpOf(socket.request) ?? "unknown client");
});
