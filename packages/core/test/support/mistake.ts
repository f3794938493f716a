import { expect } from "vitest";
import type { ClientIpErrorCode, Config } from "../../src/index.ts";
import { ClientIpError } from "../../src/index.ts";
import { refusal } from "./ask.ts";

/** A code, why the row exists, a configuration that is refused, and the nearest one that is not. */
export type Mistake = [code: ClientIpErrorCode, why: string, wrong: Config, right: Config];

/**
 * The error of a configuration, which must say its code, what was given, what was expected and the
 * remedy.
 */
export function explainedRefusal(config: Config): ClientIpError {
  const error = refusal(config);
  expect(error).toBeInstanceOf(ClientIpError);
  for (const part of [error.given, error.expected, error.remedy]) {
    expect(part).not.toBe("");
    expect(error.message).toContain(part);
  }
  expect(error.message).toContain(error.code);
  expect(error.given).not.toMatch(/^(?:true|false|undefined)\b/);
  return error;
}
