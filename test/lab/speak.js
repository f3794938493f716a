// node speak.js ADDRESS PORT: sends what it reads, prints what comes back until the other side closes the connection.
// Its exit status is curl's where nobody listens (7), and where the other side takes too long (28).
import { connect } from "node:net";

const [host, port] = process.argv.slice(2);
const socket = connect({ host, port: Number(port), allowHalfOpen: true });
socket.setTimeout(5000, () => {
  process.exitCode = 28;
  socket.destroy();
});
// A connection that was reset has ended too.
socket.on("error", ({ code }) => {
  if (code === "ECONNREFUSED") process.exitCode = 7;
});
process.stdin.on("data", (chunk) => socket.write(chunk));
socket.pipe(process.stdout);
socket.on("end", () => socket.end());
