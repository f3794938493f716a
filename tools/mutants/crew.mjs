import { Worker } from "node:worker_threads";

/** Milliseconds after which a worker is replaced. */
const TIMEOUT = 60_000;
/** Bytes of memory at which the worker whose task began first is replaced. */
const MEMORY = 4e9;

/** What ends the task of each worker that has one, in the order in which the tasks began. */
const running = new Set();
setInterval(() => {
  const [first] = running;
  if (process.memoryUsage.rss() > MEMORY) first?.(new Error("it takes too much memory"));
}, 1_000).unref();

/** Workers that take one task after the other. */
export class Crew {
  #slots;

  constructor(size, workerData) {
    this.#slots = Array.from({ length: size }, () => new Slot(workerData));
  }

  /** Calls `act` with each item and a free slot. */
  async forEach(items, act) {
    let next = 0;
    await Promise.all(
      this.#slots.map(async (slot) => {
        while (next < items.length) await act(items[next++], slot);
      }),
    );
  }

  async dismiss() {
    for (const slot of this.#slots) await slot.replace();
  }
}

class Slot {
  #worker;
  #workerData;

  constructor(workerData) {
    this.#workerData = workerData;
  }

  /** Lets a worker run a task: one that has seen no other if it is to be fresh. */
  async ask(task, { fresh }) {
    if (fresh) await this.replace();
    const worker = (this.#worker ??= start(this.#workerData));
    const result = await answerOf(worker, task);
    if (fresh || result.broken) await this.replace();
    return result;
  }

  async replace() {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}

function start(workerData) {
  const worker = new Worker(new URL("worker.mjs", import.meta.url), {
    workerData,
    execArgv: ["--experimental-import-meta-resolve", "--no-warnings"],
    // What tests and mutants print is of no use here.
    stdout: true,
    stderr: true,
  });
  // One that fails after its answer, as by an unhandled rejection, must not end the tool.
  return worker.on("error", () => {});
}

/** A worker that throws outside of a test, or does not answer, is broken. */
function answerOf(worker, task) {
  return new Promise((resolve) => {
    const settle = (result) => {
      clearTimeout(timer);
      running.delete(fail);
      worker.off("message", settle).off("error", fail).off("exit", left);
      resolve(result);
    };
    const fail = (error) => settle({ failure: `(${error.message})`, took: TIMEOUT, broken: true });
    const left = () => fail(new Error("it ended"));
    const timer = setTimeout(() => fail(new Error("timeout")), TIMEOUT);
    running.add(fail);
    worker.once("message", settle).once("error", fail).once("exit", left);
    worker.postMessage(task);
  });
}
