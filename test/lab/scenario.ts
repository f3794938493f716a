import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";

import type { Reply } from "../harness/reply.ts";
import { Stage, useStage } from "../harness/stage.ts";
import { readSeen, type Seen } from "../../packages/cli/src/doctor/seen.ts";
import { ENDPOINT, findsThePath, TOKEN } from "./doctor.ts";
import { Host } from "./host.ts";
import { Network } from "./network.ts";
import { renderPage } from "./page.ts";
import type { Plan, Task, Visit } from "./plan.ts";

const SERVER = fileURLToPath(new URL("../../examples/topologies/dist/serve.js", import.meta.url));

declare module "vitest" {
  interface TaskMeta {
    /** What the application saw, for the laboratory's reporter. */
    saw?: string;
  }
}

/** What to put in front of a command for a user and group, such as `1337:1337`. */
function asUser(user = "0:0"): readonly string[] {
  const [uid, gid] = user.split(":");
  return ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--"];
}

/** A plan with one of its applications and variants. */
interface Way {
  readonly plan: Plan<string>;
  readonly application: string;
  readonly variant: readonly Task<string>[];
}

/** A plan's hosts and programs. */
class Laboratory extends Stage<Host> {
  readonly #way: Way;
  readonly #network: Network;

  constructor(way: Way) {
    super();
    this.#way = way;
    this.#network = new Network(way.plan.hosts);
  }

  #host(name: string): Host {
    const host = this.hosts.get(name) ?? new Host(this.#network.namespaceOf(name));
    this.hosts.set(name, host);
    return host;
  }

  async start(): Promise<void> {
    const { plan, application, variant } = this.#way;
    const { app, name, prepare, replace = {}, socket, tasks } = plan;
    await this.makeDirectory(prepare);
    for (const [word, by] of Object.entries(replace)) this.words.set(word, by);
    await this.#network.make();
    for (const task of [...tasks, ...variant]) await this.#do(task);
    const where = socket === undefined ? 3000 : join(this.directory, socket);
    const command = [process.execPath, SERVER, application, name, `${where}`];
    await this.#host(app).start(command, where, { DIAGNOSTICS_TOKEN: TOKEN });
  }

  async #do({ on, file, runs, port = 80, as }: Task<string>): Promise<void> {
    const host = this.#host(on);
    const placed = await this.place(`${this.#way.plan.name}/${file}`);
    if (runs === "sh") await host.run(`. ${placed}`);
    else if (runs === "nft") await host.run(`nft -f ${placed}`);
    else await host.proxy({ runs, file: placed, port }, this.directory, asUser(as));
  }

  async visit({ from, after, ...call }: Visit<string>): Promise<Reply> {
    if (after) await this.#host(after.on).run(this.own(after.run));
    const { socket } = call;
    const own = socket === undefined ? call : { ...call, socket: this.own(socket) };
    return this.#host(from).call(own, this.directory);
  }

  /** What the diagnostic endpoint says of a visit; `undefined` if it does not answer. */
  async diagnose({ from, ...call }: Visit<string>): Promise<Seen | undefined> {
    const to = new URL(ENDPOINT, call.to).href;
    const sends = [...(call.sends ?? []), `Client-IP-Token: ${TOKEN}`];
    const reply = await this.#host(from).ask({ ...call, to, sends }, this.directory);
    return typeof reply === "string" ? undefined : readSeen(reply.body, reply.localAddress);
  }

  override async stop(): Promise<void> {
    await super.stop();
    await this.#network.remove();
  }
}

/** Tests a plan with each of its applications and variants, and that its page is up to date. */
export function scenario<Name extends string>(plan: Plan<Name>): void {
  const ways = Object.entries(plan.variants ?? { "": [] }).flatMap(([name, variant]) =>
    plan.applications.map((application) => ({ name, plan, application, variant })),
  );
  describe.each([plan.title])("%s", () => {
    describe.each(ways)("$application $name", (way) => {
      const laboratory = useStage(new Laboratory(way));

      if (way === ways[0]) findsThePath(plan, (visit) => laboratory.diagnose(visit));

      // One after the other: what one visit changes, the next one finds.
      for (const visit of plan.visits) {
        it(`${visit.from} ${visit.what}`, async ({ task }) => {
          const reply = await laboratory.visit(visit);
          const { clientIp, status } = typeof reply === "string" ? { clientIp: reply } : reply;
          task.meta.saw = clientIp ?? `no client (${status})`;
          expect({ reply }).toMatchObject({ reply: visit.sees });
        });
      }
    });

    it("its page is what was tried", async () => {
      const page = `../../docs/topologies/${plan.name}.md`;
      await expect(await renderPage(plan)).toMatchFileSnapshot(page);
    });
  });
}
