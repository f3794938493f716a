import type { Random } from "../fuzz/random.ts";
import type { Response } from "../harness/reply.ts";
import { type Asked, requestOf, type Route, routeOf } from "./asked.ts";
import type { Cut } from "./cut.ts";
import { add, type Findings } from "./findings.ts";
import { type Line, openLine } from "./line.ts";
import type { Target } from "./targets.ts";

/** What the clients of a process share. */
export interface Crowd {
  readonly random: Random;
  /** An address that no other client has. */
  readonly fresh: () => string;
  readonly findings: Findings;
}

/** An honest client, who gets the right answer to each request. */
export async function honestSession(target: Target, crowd: Crowd): Promise<void> {
  const route = routeOf(crowd.random, crowd.fresh);
  const line = await openLine(target, route, crowd.random);
  for (let times = crowd.random(4); times >= 0; times--) await askSome(line, target, route, crowd);
  await line.close();
}

/** A hostile one, whose connection ends at a random byte. */
export async function hostileSession(target: Target, crowd: Crowd): Promise<void> {
  const { random, findings } = crowd;
  const route = routeOf(random, crowd.fresh);
  // Half of them end within a PROXY header, a hello of TLS, or the head of a request.
  const cut: Cut = {
    after: 1 + random(random(2) === 0 ? 600 : 20_000),
    pause: random(2) === 0 ? 0 : random(20),
    by: random(3) === 0 ? "end" : "reset",
  };
  findings.cut++;
  try {
    const line = await openLine(target, route, random, cut);
    // Node's own client may wait for ever for a connection that TLS has lost.
    await Promise.race([useUp(line, target, route, crowd), line.gone]);
  } catch {
    // As it was meant.
  }
}

async function useUp(line: Line, target: Target, route: Route, crowd: Crowd): Promise<void> {
  for (let times = crowd.random(4); times >= 0; times--) {
    await askSome(line, target, route, crowd, false);
  }
  await line.close();
}

/** A few requests at once; some streams of HTTP/2 beside them are reset. */
export async function askSome(
  line: Line,
  target: Target,
  route: Route,
  { random, fresh, findings }: Crowd,
  isDue = true,
): Promise<void> {
  const make = (): Asked => requestOf(target, route, fresh(), random);
  const asked = Array.from({ length: 1 + random(4) }, make);
  const abandoned = Array.from({ length: line.abandon ? random(3) : 0 }, make);
  findings.abandoned += abandoned.length;
  await Promise.all([
    ...asked.map(async (one) => {
      add(findings, target, one, await answerTo(line, one), isDue);
    }),
    ...abandoned.map((one) => line.abandon?.(one, random)),
  ]);
}

/** A connection that was reset gives no answer. */
async function answerTo(line: Line, asked: Asked): Promise<Response | undefined> {
  try {
    return await line.ask(asked);
  } catch {
    return undefined;
  }
}
