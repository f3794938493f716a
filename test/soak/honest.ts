// Honest clients whose waits are measured, in a process of their own.
import { generator } from "../fuzz/random.ts";
import { clientOf } from "./addresses.ts";
import { requestOf, routeOf } from "./asked.ts";
import { add, type Findings, noFindings } from "./findings.ts";
import { openLine } from "./line.ts";
import { obey } from "./program.ts";
import type { Target } from "./targets.ts";

/** Milliseconds from one client to the next, whether or not the one before has its answer. */
const PACE = 10;

const random = generator(1);
const findings = noFindings();
let count = 0;

const fresh = (): string => clientOf(count++);

/** How long they waited, and what they have found since the start. */
export interface Waits {
  /** Milliseconds from before the connection until the answer. */
  readonly milliseconds: readonly number[];
  readonly findings: Findings;
}

async function measure({
  target,
  milliseconds,
}: {
  readonly target: Target;
  readonly milliseconds: number;
}): Promise<Waits> {
  const waits: number[] = [];
  const one = async (): Promise<void> => {
    const begin = performance.now();
    const route = routeOf(random, fresh);
    const asked = requestOf(target, route, fresh(), random);
    try {
      const line = await openLine(target, route, random);
      const response = await line.ask(asked);
      waits.push(performance.now() - begin);
      add(findings, target, asked, response, true);
      await line.close();
    } catch {
      add(findings, target, asked, undefined, true);
    }
  };
  const all: Promise<void>[] = [];
  const timer = setInterval(() => all.push(one()), PACE);
  await new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
  clearInterval(timer);
  await Promise.all(all);
  return { milliseconds: waits, findings };
}

obey({ measure });
