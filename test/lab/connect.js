// Runs on a host of the laboratory: opens connections for the tests, and hands each over, or says
// why there is none.
import { connect } from "node:net";

process.setgroups([]);

/** Connections are opened as the caller's user, and handed over as root. */
function become([uid, gid]) {
  process.seteuid(0);
  process.setegid(gid);
  process.seteuid(uid);
}

function answer(message, socket) {
  become([0, 0]);
  process.send(message, socket);
}

process.on("message", ({ patience, user, ...to }) => {
  become(user);
  // Its first byte is for the tests.
  const socket = connect(to).pause();
  socket.setTimeout(patience, () => socket.destroy(new Error("no answer")));
  socket.once("error", ({ code, message }) => answer(code ? "connection refused" : message));
  socket.once("connect", () => answer("connected", socket.setTimeout(0)));
});
