// node peer.js ADDRESS PORT MESSAGES: asks each connection who it is, and answers with what Node
// calls its peer, asked after so many messages (0: when the connection came). Node keeps the first
// answer.
import { createServer } from "node:net";

const [address, port, messages] = process.argv.slice(2);
createServer((socket) => {
  if (messages === "0") void socket.remoteAddress;
  let left = Math.max(Number(messages), 1);
  socket.write("Who are you?\n");
  socket.on("data", () => {
    left--;
    if (left > 0) socket.write("Who are you?\n");
    else socket.end(`${socket.remoteAddress} ${socket.remotePort}\n`);
  });
  socket.on("error", () => {});
}).listen(Number(port), address);
