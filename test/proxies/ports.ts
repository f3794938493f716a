import { listens } from "../harness/running-programs.ts";

// The kernel gives ports from 32,768 on to outgoing connections: no connection of another test can
// take one of these.
const FIRST = 10_000;
const FIRST_LOCAL = 30_000;
const AFTER_LAST_LOCAL = 32_768;

let next = FIRST + Math.floor(Math.random() * (FIRST_LOCAL - FIRST));
let nextLocal = FIRST_LOCAL;

/** A port on which no program listens. */
export async function freePort(): Promise<number> {
  const port = next;
  next = port + 1 < FIRST_LOCAL ? port + 1 : FIRST;
  return (await listens(port, "self")) ? freePort() : port;
}

/**
 * A port for a client to connect from. Each is taken again late: the kernel could give out one on
 * whose last connection a proxy still waits for the end, and a new connection would then wait for
 * seconds.
 */
export function localPort(): number {
  const port = nextLocal;
  nextLocal = port + 1 < AFTER_LAST_LOCAL ? port + 1 : FIRST_LOCAL;
  return port;
}
