// Clients that hold connections without ever sending a whole header, in a process of their own.
import { connect, type Socket } from "node:net";

import { closed, openAll } from "../bench/crowd.js";
import { obey } from "./program.ts";

/** What they do, and how many they are. */
export interface Flood {
  readonly port: number;
  /** As latin-1. */
  readonly half: string;
  readonly clients: number;
}

/**
 * 5,000 clients come within the 5 s that a receiver waits for a header. Later, each of them is
 * closed and comes again at its own time, and not all at once.
 */
const PACE = { atOnce: 10, pause: 10 };

const sockets = new Set<Socket>();
let reopened = 0;
let isOver = false;

/** Waits until each has sent its half. A connection that the server closes is opened again. */
async function begin({ port, half, clients }: Flood): Promise<void> {
  reopened = 0;
  isOver = false;
  const hold = async (): Promise<void> => {
    const socket = connect(port, "127.0.0.1").resume();
    sockets.add(socket);
    // Only what was open once: a server that has ended is left alone.
    socket.once("connect", () => socket.once("close", again));
    socket.once("close", () => sockets.delete(socket)).on("error", () => {});
    await new Promise((resolve) => {
      socket.write(half, "latin1", resolve);
    });
  };
  const again = (): void => {
    if (isOver) return;
    reopened++;
    void hold();
  };
  await Promise.all(await openAll(clients, hold, PACE));
}

obey({
  begin,
  end: async (): Promise<number> => {
    isOver = true;
    const gone = [...sockets].map((socket) => closed(socket));
    for (const socket of sockets) socket.destroy();
    await Promise.all(gone);
    return reopened;
  },
});
