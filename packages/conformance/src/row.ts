import { expect } from "vitest";
import type { Config, Resolution, Resolver } from "@client-ip/core";
import { listening, type Place } from "./listening.ts";
import { ask, type RawRequest } from "./raw-client.ts";
import type { Behavior, RequestLike, Subject } from "./subject.ts";

/**
 * Some fields of a resolution. Only these are compared. Where Node refused the request: `{ refused:
 * 431 }`.
 */
export type Expected = Partial<Resolution> & { readonly refused?: unknown };

/** A row that is all data: one connection, its requests, their answers. */
export interface Exchange {
  readonly rule: string;
  readonly name: string;
  readonly why: string;
  readonly config: Config;
  /** 127.0.0.1 if absent. */
  readonly place?: Place;
  /** Header lines only, or more of a request. */
  readonly requests: readonly (RawRequest | readonly string[])[];
  /** One for each request. */
  readonly answers: readonly Expected[];
  /** Set where Node may refuse the last request itself, with 431, before a handler sees it. */
  readonly mayBeRefused?: boolean;
}

/** A handler that reads both properties, and nothing else. */
export async function both(requestLike: RequestLike): Promise<object> {
  return { clientIp: requestLike.clientIp, clientIpInfo: requestLike.clientIpInfo };
}

/** Asks the subject on one connection; each answer is what {@link both} found. */
export async function resolutions(
  { serve }: Subject,
  config: Config | Resolver,
  place: Place,
  requests: readonly RawRequest[],
): Promise<readonly Expected[]> {
  const server = await serve(config, both);
  const answers = await listening(server, place, (to) => ask(to, requests));
  return answers.map(resolutionIn);
}

function resolutionIn(answer: object): Expected {
  if ("refused" in answer) return answer;
  if (!("clientIpInfo" in answer)) throw new Error(`no clientIpInfo: ${JSON.stringify(answer)}`);
  const ip = "clientIp" in answer ? answer.clientIp : undefined;
  // JSON omits fields that are undefined.
  const resolution: Expected = Object.assign({ ip: undefined }, answer.clientIpInfo);
  expect(ip, "clientIp and clientIpInfo.ip are one").toBe(resolution.ip);
  return resolution;
}

/** A data row as a behavior. */
export function exchange(row: Exchange): Behavior {
  const { rule, name, why, config, place = "127.0.0.1", requests, mayBeRefused = false } = row;
  return {
    rule,
    name,
    why,
    place,
    async test(subject) {
      const asked = requests.map((request) => ("lines" in request ? request : { lines: request }));
      const found = await resolutions(subject, config, place, asked);
      const refused = mayBeRefused && found.at(-1)?.refused !== undefined;
      const answers = refused ? [...row.answers.slice(0, -1), { refused: 431 }] : row.answers;
      expect(found).toEqual(answers.map((answer) => expect.objectContaining(answer)));
    },
  };
}
