import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What each test file did without a mutant, kept while no module that it ran changes. */
export class Trials {
  #file;
  #kept;
  #modules;

  /** @param modules those of `compileAll` */
  constructor(cache, modules) {
    this.#file = join(cache, "tests.json");
    const before = existsSync(this.#file) ? JSON.parse(readFileSync(this.#file, "utf8")) : {};
    this.#modules = modules;
    const isSame = ([, { ran, version }]) => version === this.#versionOf(ran);
    this.#kept = new Map(Object.entries(before).filter(isSame));
  }

  /**
   * Milliseconds that a test file took; the modules that ran, each with the functions that ran; and
   * why it cannot be used, if it cannot.
   */
  async of(path, slot) {
    const kept = this.#kept.get(path);
    if (kept) return { ...kept, ran: setsOf(kept.ran) };
    const { took, failure, entered } = await slot.ask({ tests: [path] }, { fresh: true });
    const ran = [...(entered ?? [])].map(([module, functions]) => [module, [...functions]]);
    if (failure === undefined) this.#kept.set(path, { took, ran, version: this.#versionOf(ran) });
    return { took, failure, ran: setsOf(ran) };
  }

  keep() {
    writeFileSync(this.#file, JSON.stringify(Object.fromEntries(this.#kept)));
  }

  #versionOf(ran) {
    const hash = createHash("sha256");
    for (const [path] of ran) hash.update(this.#modules.get(path)?.body ?? "");
    return hash.digest("hex");
  }
}

const setsOf = (ran) => new Map(ran.map(([path, functions]) => [path, new Set(functions)]));
