// Thousands of clients of one server, as far as this machine allows.
import { setTimeout as sleep } from "node:timers/promises";

/** Open files that are not clients. */
const OTHERS = 200;

/** As many clients as wanted, or as one process may have: each is an open file. */
export function possibleClients(wanted) {
  const { soft } = process.report.getReport().userLimits.open_files;
  if (soft === "unlimited" || Number(soft) - OTHERS >= wanted) return wanted;
  const clients = Number(soft) - OTHERS;
  console.log(`Only ${clients} clients: the limit of open files is too low (ulimit -n).`);
  return clients;
}

/**
 * Opens connections, some at once and then a pause: the server's backlog would overflow otherwise.
 *
 * @returns what `open` returned for each.
 */
export async function openAll(count, open, { atOnce, pause } = { atOnce: 250, pause: 20 }) {
  const opened = [];
  for (let i = 1; i <= count; i++) {
    opened.push(open());
    if (i % atOnce === 0) await sleep(pause);
  }
  return opened;
}

/** Waits until a socket is closed, by its end or by an error. */
export function closed(socket) {
  return new Promise((resolve) => {
    socket.on("error", () => {}).on("close", resolve);
  });
}
