/** The method that Node's console and `util.inspect` ask for what to show of an object with getters. */
export const shownAs: unique symbol = Symbol.for("nodejs.util.inspect.custom");
