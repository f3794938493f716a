import { beforeEach } from "vitest";

/**
 * A process is warned once, whichever copy of the package warns. A test that loads the package anew
 * (`vi.resetModules()`) is a process of its own.
 */
export function forgetWarnings(): void {
  Reflect.deleteProperty(globalThis, Symbol.for("@client-ip warnings, shape 1"));
}

beforeEach(forgetWarnings);
