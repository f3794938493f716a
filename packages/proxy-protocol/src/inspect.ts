/** The method that Node's console and `util.inspect` call on an object with getters. */
export const INSPECT: unique symbol = Symbol.for("nodejs.util.inspect.custom");
