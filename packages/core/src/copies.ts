// A process may load the ES module and the CommonJS build of this package, or two installed copies.

/**
 * Lets `instanceof` recognize what another copy of a class made.
 *
 * @param type whose objects are marked. A class that is derived from it recognizes its own objects
 *   alone.
 * @param name the same in every copy.
 *
 * @example
 * ```ts
 * import { shareClass } from "@client-ip/core/internal";
 *
 * class One {}
 * class Copy {}
 * shareClass(One, "example");
 * shareClass(Copy, "example");
 * new One() instanceof Copy; // -> true
 * ```
 */
export function shareClass(type: Class, name: string): void {
  const mark = Symbol.for(`@client-ip ${name}`);
  Object.defineProperty(type.prototype, mark, { value: true });
  Object.defineProperty(type, Symbol.hasInstance, {
    value(this: unknown, value: unknown): boolean {
      if (this !== type) return Reflect.apply(ORDINARY, this, [value]);
      return typeof value === "object" && value !== null && mark in value;
    },
  });
}

type Class = abstract new (...given: never[]) => object;

const ORDINARY = Function.prototype[Symbol.hasInstance];

/**
 * The object that all copies share, made by the first that asks for it. It is sealed: between two
 * test files Jest 30 takes the properties away from what the first left on the global scope, though
 * a listener of the first may still need them.
 *
 * @param name with a number that changes with the shape of the object, so that no copy misreads it.
 *
 * @example
 * ```ts
 * import { sharedObject } from "@client-ip/core/internal";
 *
 * const one = sharedObject("example, shape 1", () => ({ count: 0 }));
 * const same = sharedObject("example, shape 1", () => ({ count: 0 }));
 * one === same; // -> true
 * ```
 */
export function sharedObject<Shared extends object>(name: string, make: () => Shared): Shared {
  const key = Symbol.for(`@client-ip ${name}`);
  if (!Reflect.has(globalThis, key)) Reflect.set(globalThis, key, Object.seal(make()));
  return Reflect.get(globalThis, key);
}
