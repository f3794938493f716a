import { ClientIpError } from "../errors.ts";
import { closest } from "../options/closest.ts";

/** Whether it is a promise: a value that was not awaited. */
export function isPromise(value: object): boolean {
  return "then" in value && typeof value.then === "function";
}

/** Throws `config-type` for a promise. */
export function failPromise(expected: string): never {
  throw new ClientIpError({
    code: "config-type",
    given: "a promise",
    expected,
    remedy: "Await it, and give what it resolves to.",
  });
}

/** Throws `config-type` for a function, which is most often a preset that was not called. */
export function failFunction({ name }: { readonly name: string }, expected: string): never {
  const isNamed = isIdentifier(name);
  throw new ClientIpError({
    code: "config-type",
    given: isNamed ? `the function ${name}` : "a function",
    expected,
    remedy: isNamed ? `Call it: ${name}().` : "Call the preset: cloudflare().",
  });
}

/**
 * Throws `config-type` for a module in place of what one of its functions returns: an object that
 * has functions, and no field that is known or misspelled.
 */
export function failModule(
  value: Readonly<Record<string, unknown>>,
  fields: readonly string[],
  expected: string,
): void {
  const names = Object.keys(value);
  const called = names.find((name) => typeof value[name] === "function" && isIdentifier(name));
  if (called === undefined || names.some((name) => closest(name, fields) !== undefined)) return;
  throw new ClientIpError({
    code: "config-type",
    given: `an object of functions, such as ${called}`,
    expected,
    remedy: `Give what one of them returns, such as ${called}().`,
  });
}

function isIdentifier(name: string): boolean {
  return /^[a-z_$][\w$]{0,40}$/i.test(name);
}

/** Whether it is the name of a variable, as text or a shell has it, and not its value. */
export function isReference(value: unknown): boolean {
  return /^\s*(?:env:|\$\{?[A-Z_][A-Z\d_]*\}?\s*$)/.test(String(value));
}

/** Throws for the name of a variable in place of a proof: a client could guess it. */
export function failReference(
  code: "bad-ca" | "bad-identity" | "bad-secret",
  field: string,
): never {
  const name = code === "bad-secret" ? "ORIGIN_SECRET" : `ORIGIN_${field.toUpperCase()}`;
  throw new ClientIpError({
    code,
    given: `${field}: the name of a variable, as text or a shell has it`,
    expected: "the value itself",
    remedy: `In code write ${field}: process.env.${name}. In text and in JSON as text write env:${name}, and set the variable ${name} to the value itself.`,
  });
}
