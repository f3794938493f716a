import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";

import type { AppReply } from "../harness/reply.ts";
import { Stage, useStage } from "../harness/stage.ts";
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

/** A plan's hosts and programs, with one of its applications. */
class Laboratory<Name extends string> extends Stage {
  readonly #plan: Plan<Name>;
  readonly #application: string;
  readonly #variant: readonly Task<Name>[];
  readonly #network: Network<Name>;
  readonly #hosts = new Map<Name, Host>();

  constructor(plan: Plan<Name>, application: string, variant: readonly Task<Name>[]) {
    super();
    this.#plan = plan;
    this.#application = application;
    this.#variant = variant;
    this.#network = new Network(plan.hosts);
  }

  #host(name: Name): Host {
    const host = this.#hosts.get(name) ?? new Host(this.#network.namespaceOf(name));
    this.#hosts.set(name, host);
    return host;
  }

  async start(): Promise<void> {
    const { app, name, prepare, socket, tasks } = this.#plan;
    await this.makeDirectory(prepare);
    await this.#network.make();
    for (const task of [...tasks, ...this.#variant]) await this.#do(task);
    const where = socket === undefined ? 3000 : join(this.directory, socket);
    const command = [process.execPath, SERVER, this.#application, name, `${where}`];
    await this.#host(app).start(command, where);
  }

  async #do({ on, file, runs, port = 80, as }: Task<Name>): Promise<void> {
    const host = this.#host(on);
    const placed = await this.place(`${this.#plan.name}/${file}`);
    if (runs === "sh") await host.run(`. ${placed}`);
    else if (runs === "nft") await host.run(`nft -f ${placed}`);
    else await host.proxy({ runs, file: placed, port }, this.directory, as);
  }

  async visit({ from, after, ...call }: Visit<Name>): Promise<AppReply | string> {
    if (after) await this.#host(after.on).run(this.own(after.run));
    const to = call.socket === undefined ? call : { ...call, socket: this.own(call.socket) };
    return this.#host(from).call(to, this.directory);
  }

  async log(): Promise<string> {
    const logs = [...this.#hosts].map(async ([name, host]) => `== ${name}\n${await host.log()}`);
    return (await Promise.all(logs)).join("\n");
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#hosts.values()].map((host) => host.stop()));
    await this.#network.remove();
    await this.removeDirectory();
  }
}

const inWords = (reply: AppReply | string): string =>
  typeof reply === "string" ? reply : (reply.clientIp ?? `no client (${reply.status})`);

/** Tests a plan with each of its applications and variants, and that its page is up to date. */
export function scenario<Name extends string>(plan: Plan<Name>): void {
  const variants = Object.entries(plan.variants ?? { "": [] });
  const ways = variants.flatMap(([variant, tasks]) =>
    plan.applications.map((application) => ({ variant, tasks, application })),
  );
  describe.each([plan.title])("%s", () => {
    describe.each(ways)("$application $variant", ({ tasks, application }) => {
      const laboratory = new Laboratory(plan, application, tasks);
      useStage(laboratory);

      // One after the other: what one visit changes, the next one finds.
      for (const visit of plan.visits) {
        it(`${visit.from} ${visit.what}`, async ({ task }) => {
          const reply = await laboratory.visit(visit);
          task.meta.saw = inWords(reply);
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
