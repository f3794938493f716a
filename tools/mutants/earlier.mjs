import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What killed the mutants of a file in an earlier run, if the file has not changed. */
export class Earlier {
  #file;
  #version;
  #killed;

  constructor(cache, name, text, again) {
    this.#file = join(cache, `${name.replaceAll("/", ".")}.json`);
    this.#version = createHash("sha256").update(text).digest("hex");
    const before = existsSync(this.#file) ? JSON.parse(readFileSync(this.#file, "utf8")) : {};
    this.#killed = again && before.version === this.#version ? before.killed : {};
  }

  /** The failure that killed a mutant, or `undefined`. */
  failure(mutation) {
    return this.#killed[keyOf(mutation)];
  }

  keep(mutation, failure) {
    if (this.failure(mutation) !== undefined) return;
    this.#killed[keyOf(mutation)] = failure;
    const kept = { version: this.#version, killed: this.#killed };
    writeFileSync(this.#file, JSON.stringify(kept, null, 1));
  }
}

const keyOf = ({ start, end, to }) => `${start} ${end} ${to}`;
