import { ClientIpError } from "@client-ip/core";
import { presets } from "@client-ip/presets";

/** The error of a preset that is called with anything, as JavaScript can. */
export function errorOf(name: string, ...args: readonly unknown[]): ClientIpError {
  const preset = presets[name] as (...given: readonly unknown[]) => unknown;
  try {
    preset(...args);
  } catch (error) {
    if (error instanceof ClientIpError) return error;
    throw error;
  }
  throw new Error(`${name} accepted ${JSON.stringify(args)}`);
}
