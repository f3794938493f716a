import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ClientIpError, Explanation, LiveAddresses, Resolver } from "../src/index.ts";
import { shareClass, sharedObject } from "../src/internal.ts";

describe("two-builds: two copies of a class", () => {
  class One {
    readonly field = 1;
  }
  class Copy {
    readonly field = 1;
  }
  class Derived extends One {}
  class Other {
    readonly field = 1;
  }
  shareClass(One, "one of a test");
  shareClass(Copy, "one of a test");
  shareClass(Other, "other of a test");

  it("recognize each other's objects, and those of derived classes", () => {
    for (const value of [new One(), new Copy(), new Derived()]) {
      expect([value instanceof One, value instanceof Copy]).toEqual([true, true]);
    }
  });

  it("leave a derived class its own objects alone", () => {
    expect(new Derived()).toBeInstanceOf(Derived);
    expect([new One(), new Copy()].filter((value) => value instanceof Derived)).toEqual([]);
  });

  it("recognize nothing else", () => {
    const others = [undefined, null, "text", One, {}, new Other(), Object.create(null)];
    expect(others.filter((value) => value instanceof One)).toEqual([]);
  });

  it.each<[string, abstract new (...given: never[]) => object]>([
    ["ClientIpError", ClientIpError],
    ["Explanation", Explanation],
    ["LiveAddresses", LiveAddresses],
    ["Resolver", Resolver],
  ])("are known in other copies of this package by a name: %s", (name, type) => {
    expect({ [Symbol.for(`@client-ip ${name}`)]: true }).toBeInstanceOf(type);
  });

  it("show no mark", () => {
    expect(Reflect.ownKeys(new One())).toEqual(["field"]);
    expect(Object.keys(One.prototype)).toEqual([]);
  });
});

describe("two-builds: an object that copies share", () => {
  it("is made once for each name", () => {
    // The process keeps them: a name is new once.
    const [name, other] = [randomUUID(), randomUUID()];
    const [first, second, third] = [{}, {}, {}];
    expect(sharedObject(name, () => first)).toBe(first);
    expect(sharedObject(name, () => second)).toBe(first);
    expect(sharedObject(other, () => third)).toBe(third);
  });

  it("keeps its properties when Jest clears the global scope between test files", () => {
    const name = randomUUID();
    const shared = sharedObject(name, () => ({ count: 0 }));
    for (const key of Reflect.ownKeys(shared)) {
      expect(Reflect.getOwnPropertyDescriptor(shared, key)?.configurable).toBe(false);
    }
    shared.count += 1;
    expect(sharedObject(name, () => ({ count: 0 })).count).toBe(1);
  });
});
