import { canonicalAddress } from "@client-ip/core/internal";
import { CommandError } from "../errors.ts";
import type { Report, Terminal } from "../options/output.ts";
import { failUsage } from "../options/path-option.ts";
import { asking, type Limits } from "./ask.ts";
import { type Diagnosis, diagnose, MOST_REQUESTS } from "./diagnosis.ts";
import { diagnosisText } from "./text.ts";
import { targetOf } from "./target.ts";

/** The options of `client-ip doctor`. */
export interface DoctorOptions {
  readonly yesThisIsMine?: boolean;
  /** The doctor's own address, as the outermost proxy sees it. */
  readonly from?: string;
  /** The variable that has the token. */
  readonly tokenEnv: string;
}

const LIMITS: Limits = { request: 10_000, all: 60_000, requests: MOST_REQUESTS, bytes: 1 << 18 };

/**
 * Asks an application from outside what its proxies do, and proposes the path.
 *
 * @throws CommandError `doctor-consent`, `doctor-token`, `doctor-url`, `doctor-no-endpoint`,
 *   `doctor-limit`
 */
export async function doctor(
  url: string,
  { yesThisIsMine, from, tokenEnv }: DoctorOptions,
  { env }: Terminal,
): Promise<Report> {
  if (yesThisIsMine !== true) failConsent();
  const told = from === undefined ? undefined : canonicalAddress(from);
  if (from !== undefined && told === undefined) failUsage("--from", "an address, without a port");
  // What is not set is no token either.
  const token = String(env[tokenEnv]);
  if (!/^[!-~]{32,256}$/.test(token)) failToken(tokenEnv);
  const target = await targetOf(url);
  const ask = asking(target, token, LIMITS);
  const diagnosis = await diagnose(ask, { told, remote: target.address });
  return {
    text: (paint) => diagnosisText(diagnosis, paint),
    json: diagnosis,
    exitCode: isWell(diagnosis) ? 0 : 1,
  };
}

function isWell({ path, hides, own }: Diagnosis): boolean {
  return path !== undefined && !hides && (own === undefined || own.agrees);
}

function failConsent(): never {
  throw new CommandError({
    code: "doctor-consent",
    given: "no --yes-this-is-mine",
    expected: "your word that the application is yours",
    remedy: `The doctor sends up to ${MOST_REQUESTS} requests, most of them with forged headers. Ask only your own application, and add --yes-this-is-mine.`,
  });
}

function failToken(name: string): never {
  throw new CommandError({
    code: "doctor-token",
    given: `the variable ${name}, which holds no token`,
    expected: "the token of diagnostics({ token }): 32 to 256 visible ASCII characters",
    remedy: "Set the variable to it, or name another one: --token-env NAME.",
  });
}
