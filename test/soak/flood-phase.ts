import { possibleClients } from "../bench/crowd.js";
import { generator } from "../fuzz/random.ts";
import type { Events, Rest, Sample, Setting } from "./figures.ts";
import type { Flood } from "./flood.ts";
import type { Waits } from "./honest.ts";
import { faultsOfFlood } from "./judge.ts";
import { headerOf } from "./line.ts";
import { Program } from "./program.ts";
import { WAITS_HEAD, waitsOf } from "./report.ts";
import { nameOf, type Target } from "./targets.ts";

const CLIENTS = 5_000;

/** Milliseconds in which the code is compiled that the others run. */
const WARM_UP = 3_000;

/** Milliseconds for which the waits of honest clients are measured. */
const MEASURED = 10_000;

/** What the clients of a flood send, by what the server expects first. */
const HALVES: Readonly<Record<Target["front"], string>> = {
  PROXY: half(headerOf("151.101.0.9", generator(1)).toString("latin1")),
  "X-Forwarded-For": half(
    "GET / HTTP/1.1\r\nHost: app.example\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n",
  ),
};

function half(header: string): string {
  return header.slice(0, header.length >> 1);
}

/**
 * Honest clients, first alone, then beside thousands that hold half a header.
 *
 * @returns what is wrong
 */
export async function flood(url: string): Promise<readonly string[]> {
  console.log(`\n${WAITS_HEAD}`);
  return [...(await floodOne("X-Forwarded-For", url)), ...(await floodOne("PROXY", url))];
}

async function floodOne(front: Target["front"], url: string): Promise<readonly string[]> {
  const servers = new Program("servers", ["--expose-gc", "--no-warnings"]);
  const honest = new Program("honest");
  const crowd = new Program("flood");
  const targets = await servers.ask<readonly Target[]>("start", {
    url,
    silence: 0,
  } satisfies Setting);
  const target = targets.find((one) => one.front === front);
  if (target === undefined) throw new Error(`no server behind ${front}`);
  const clients = possibleClients(CLIENTS);
  const measure = (milliseconds: number): Promise<Waits> =>
    honest.ask("measure", { target, milliseconds });
  const held = async (): Promise<number> => {
    const { connections } = await servers.ask<Pick<Sample, "connections">>("now");
    return connections;
  };

  await measure(WARM_UP);
  const quiet = await measure(MEASURED);
  await crowd.ask("begin", {
    port: target.port,
    half: HALVES[front],
    clients,
  } satisfies Flood);
  const before = await held();
  const flooded = await measure(MEASURED);
  const after = await held();
  const reopened = await crowd.ask<number>("end");
  const end = await servers.ask<Sample>("sample", { kept: 0, patience: 60_000 } satisfies Rest);
  const events = await servers.ask<Events>("events");
  await Promise.all([servers.end(), honest.end(), crowd.end()]);

  console.log(waitsOf(`${nameOf(target)}, quiet`, quiet.milliseconds));
  console.log(waitsOf(`${nameOf(target)}, flooded`, flooded.milliseconds));
  console.log(
    `  of ${clients} clients ${before} were held at first and ${after} at last, ` +
      `${reopened} connections were opened again; ${end.pending} pending when all had left`,
  );
  const { findings } = flooded;
  return faultsOfFlood({ clients, held: [before, after], end, events, findings });
}
