// node peer.js ADDRESS PORT early|late: answers each connection's first data with what Node calls its peer, read when the
// connection came, or not before that data.
import { createServer } from "node:net";

const [address, port, when] = process.argv.slice(2);
createServer((socket) => {
  if (when === "early") void socket.remoteAddress;
  socket.once("data", () => socket.end(`${socket.remoteAddress} ${socket.remotePort}`));
  socket.on("error", () => {});
}).listen(Number(port), address);
