import { ClientIpError } from "../errors.ts";

/**
 * The value of an environment variable.
 *
 * @param isMultiline whether it may end in a line break, as a file does
 * @throws ClientIpError `env-variable`: it is not set, is empty, or has white space at an end. The
 *   error shows the variable's name alone.
 */
export function variableNamed(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  isMultiline: boolean,
): string {
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

function fail(given: string, remedy: string): never {
  const expected = "an environment variable that holds the value";
  throw new ClientIpError({ code: "env-variable", given, expected, remedy });
}
