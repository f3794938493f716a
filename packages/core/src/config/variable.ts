import { ClientIpError } from "../errors.ts";
import { isIdentity } from "./parse-hop.ts";
import type { Names } from "./names.ts";

type Env = Names["env"];

/** The deepest nesting in which names of variables are looked for. A path has far less. */
const MAX_DEPTH = 64;

/**
 * The value of the environment variable that stands for an option.
 *
 * @param option the name of the option, in camel case
 * @throws ClientIpError `env-variable`: it is not set, is empty, has white space at an end, or may
 *   hold a secret, which a later error would show. The error shows the variable's name alone.
 */
export function valueFor(option: string, variable: string, env: Env): string {
  // A certificate is often a file, which ends in a line break.
  const value = variableNamed(variable, env, option === "ca");
  return option === "secret" || option === "ca" || isIdentity(value)
    ? value
    : failIdentity(variable);
}

/**
 * A value that was read from JSON in text, with the values of environment variables in place of
 * `env:NAME`. In `secret` it may stand in place of the object, as behind `secret=` in text.
 *
 * @throws ClientIpError `env-variable`
 */
export function withVariables(json: unknown, env: Env): unknown {
  return expanded(json, "", env, 0);
}

function expanded(value: unknown, field: string, env: Env, depth: number): unknown {
  if (typeof value === "string") return expandedText(value, field, env);
  // `flatten` refuses what is deeper.
  if (typeof value !== "object" || value === null || depth === MAX_DEPTH) return value;
  if (Array.isArray(value)) return value.map((one) => expanded(one, field, env, depth + 1));
  const entries = Object.entries(value).map(([key, inner]: [string, unknown]) => {
    if (field !== "secret") return [key, expandedField(inner, key, env, depth)];
    return [key, key === "value" ? expanded(inner, field, env, depth + 1) : inner];
  });
  return Object.fromEntries(entries);
}

function expandedField(value: unknown, field: string, env: Env, depth: number): unknown {
  if (field !== "secret" || typeof value !== "string") {
    return expanded(value, field, env, depth + 1);
  }
  const [, header, variable] = /^(?:([^:]+):)?env:(.*)$/s.exec(value) ?? [];
  if (variable === undefined) return value;
  const secret = { value: valueFor(field, variable, env) };
  return header === undefined ? secret : { header, ...secret };
}

function expandedText(text: string, field: string, env: Env): string {
  if (!text.startsWith("env:")) return text;
  // Answers and explanations show a hop's name.
  if (field === "name") return fail("a name that begins with env:", "Write the name itself.");
  return valueFor(field, text.slice("env:".length), env);
}

function variableNamed(name: string, env: Env, isMultiline: boolean): string {
  // What is no name may be a secret.
  if (!/^[A-Za-z_]\w*$/.test(name)) {
    return fail("env: without a variable's name", "Write secret=env:ORIGIN_SECRET.");
  }
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (value === undefined) {
    return fail(`${name}, which is not set`, `Set the environment variable ${name}.`);
  }
  const text = isMultiline ? value.trim() : value;
  if (text !== "" && text === text.trim()) return text;
  return fail(
    `${name}, which is empty or has white space at an end`,
    `Set the environment variable ${name} to the value alone.`,
  );
}

function failIdentity(variable: string): never {
  throw new ClientIpError({
    code: "env-variable",
    given: `${variable}, which holds no URI`,
    expected: "an identity behind env:, unless the option is secret or ca",
    remedy: `Set the environment variable ${variable} to a whole SPIFFE ID. Write any other value itself.`,
  });
}

function fail(given: string, remedy: string): never {
  const expected = "an environment variable that holds the value";
  throw new ClientIpError({ code: "env-variable", given, expected, remedy });
}
