import { ClientIpError } from "../errors.ts";

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
  const isNamed = /^[a-z_$][\w$]{0,40}$/i.test(name);
  throw new ClientIpError({
    code: "config-type",
    given: isNamed ? `the function ${name}` : "a function",
    expected,
    remedy: isNamed ? `Call it: ${name}().` : "Call the preset: cloudflare().",
  });
}
