import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { type Answer, Host } from "./host.ts";
import { Network } from "./network.ts";
import { renderPage } from "./page.ts";
import type { Plan, Seen, Task } from "./plan.ts";

const examples = new URL("../../examples/topologies/", import.meta.url);

/** The directories of the examples' files that are the scenario's own here. */
const DIRECTORIES = /\/etc\/mesh|\/etc\/ssl\/app|\/run\/app/g;

declare module "vitest" {
  interface TaskMeta {
    /** What the application saw, for the laboratory's reporter. */
    saw?: string;
  }
}

/** As much of an answer as the expectation speaks of. */
function asExpected(answer: Answer | string, expected: Seen | string): unknown {
  if (typeof answer === "string" || typeof expected === "string") return answer;
  const all: Readonly<Record<string, unknown>> = {
    ...answer.clientIpInfo,
    clientIp: answer.clientIp,
  };
  return Object.fromEntries(Object.keys(expected).map((key) => [key, all[key]]));
}

function inWords(answer: Answer | string): string {
  return typeof answer === "string"
    ? answer
    : (answer.clientIp ?? `nobody (${answer.clientIpInfo.status})`);
}

/** The hosts of a plan, while they are there. */
class Laboratory<Name extends string> {
  readonly #plan: Plan<Name>;
  readonly #network: Network<Name>;
  readonly #hosts = new Map<Name, Host>();
  #directory = "";

  constructor(plan: Plan<Name>) {
    this.#plan = plan;
    this.#network = new Network(plan.hosts);
  }

  host(name: Name): Host {
    const host = this.#hosts.get(name) ?? new Host(this.#network.namespaceOf(name));
    this.#hosts.set(name, host);
    return host;
  }

  async start(application: string, variant: readonly Task<Name>[]): Promise<void> {
    const { app, name, prepare, socket, tasks } = this.#plan;
    this.#directory = await mkdtemp(join(tmpdir(), "client-ip-lab-"));
    await chmod(this.#directory, 0o755);
    prepare?.(this.#directory);
    await this.#network.make();
    for (const task of [...tasks, ...variant]) await this.#do(task);
    await this.host(app).serve(application, name, socket && join(this.#directory, socket));
  }

  /** A text with the scenario's directory in the place of the examples' ones. */
  own(text: string): string {
    return text.replaceAll(DIRECTORIES, this.#directory);
  }

  async #place(file: string): Promise<string> {
    const text = await readFile(new URL(`${this.#plan.name}/${file}`, examples), "utf8");
    const placed = join(this.#directory, file.replaceAll("/", "-"));
    await writeFile(placed, this.own(text));
    return placed;
  }

  async #do({ on, file, runs, port, as }: Task<Name>): Promise<void> {
    const host = this.host(on);
    const placed = await this.#place(file);
    if (runs === "sh") await host.run(`. ${placed}`);
    else if (runs === "nft") await host.run(`nft -f ${placed}`);
    else await host.proxy(runs, placed, this.#directory, { port: port ?? 80, as });
  }

  log(): string {
    return [...this.#hosts].map(([name, host]) => `== ${name}\n${host.log()}`).join("\n");
  }

  /** Takes all of it away, also what came up before something failed. */
  async stop(): Promise<void> {
    await Promise.all([...this.#hosts.values()].map((host) => host.stop()));
    await this.#network.remove();
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** Tests a plan with each of its applications and variants, and that its page says the same. */
export function scenario<Name extends string>(plan: Plan<Name>): void {
  const variants = Object.entries(plan.variants ?? { "": [] });
  const ways = variants.flatMap(([variant, tasks]) =>
    plan.applications.map((application) => ({ variant, tasks, application })),
  );
  describe.each([plan.title])("%s", () => {
    describe.each(ways)("$application $variant", ({ tasks, application }) => {
      const laboratory = new Laboratory(plan);
      beforeAll(() => laboratory.start(application, tasks));
      afterAll(() => laboratory.stop());
      afterEach(({ task }) => {
        if (task.result?.state === "fail") console.error(laboratory.log());
      });

      // One after the other: what one visit changes, the next one finds.
      for (const {
        what,
        from,
        to,
        sends = [],
        begins,
        options = [],
        as,
        after,
        sees,
      } of plan.visits) {
        test(`${from} ${what}`, async ({ task }) => {
          if (after) await laboratory.host(after.on).run(laboratory.own(after.run));
          const caller = laboratory.host(from);
          const lines = sends.flatMap((line) => ["-H", line]);
          const curls = [...lines, ...options.map((option) => laboratory.own(option))];
          const answer =
            begins === undefined
              ? await caller.call(to, curls, as)
              : await caller.callAfter(begins, to, sends);
          task.meta.saw = inWords(answer);
          expect(asExpected(answer, sees)).toEqual(sees);
        });
      }
    });

    test("its page says what was tried", async () => {
      const page = `../../docs/topologies/${plan.name}.md`;
      await expect(await renderPage(plan)).toMatchFileSnapshot(page);
    });
  });
}
