import type { Context } from "hono";

/** Functions that compute the variables of a context. */
export type Variables = Readonly<Record<string, () => unknown>>;

const DEFINED: unique symbol = Symbol("client-ip variables");

/**
 * Gives `c.get` and `c.var` variables that are computed when they are read. `c.set` could only
 * store what was computed for every request.
 */
export function defineVariables(c: Context & { [DEFINED]?: true }, variables: Variables): void {
  if (c[DEFINED] === true) return;
  c[DEFINED] = true;
  const get: (name: string) => unknown = c.get;
  const prototype: object = Object.getPrototypeOf(c);
  const getters = Object.entries(variables).map(([name, compute]) => {
    return [name, { enumerable: true, get: compute }] as const;
  });
  Object.defineProperties(c, {
    get: {
      value: (name: string) => (Object.hasOwn(variables, name) ? variables[name]!() : get(name)),
    },
    var: {
      get: () =>
        Object.defineProperties(
          { ...Object(Reflect.get(prototype, "var", c)) },
          Object.fromEntries(getters),
        ),
    },
  });
}
