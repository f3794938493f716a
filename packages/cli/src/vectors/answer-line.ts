import { isObject } from "@client-ip/core/internal";
import { CommandError } from "../errors.ts";
import type { Answer, Question } from "./question.ts";

/** A line of an answer is an address and an id. */
export const MAX_ANSWER = 65_536;

/**
 * Reads an answer: `{ "id": …, "ip": "203.0.113.7" }`, or `"ip": null` for no client.
 *
 * @throws CommandError `vectors-answer`
 */
export function readAnswer(line: string, { id }: Question): Answer {
  const value = parsed(line);
  if (!isObject(value)) return failAnswer(id, "no JSON object");
  if (value["id"] !== id) return failAnswer(id, `the id ${JSON.stringify(value["id"])}`);
  const { ip } = value;
  if (ip === null || ip === undefined || ip === "") return null;
  return typeof ip === "string" ? ip : failAnswer(id, `an ip that is a ${typeof ip}`);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** @throws CommandError `vectors-answer` */
export function failAnswer(id: string, given: string): never {
  throw new CommandError({
    code: "vectors-answer",
    given: `${given} in answer to ${id}`,
    expected: 'one line { "id": …, "ip": … } for each question, in order, within the time',
    remedy: "docs/vectors.md describes the lines, with programs in Python and JavaScript.",
  });
}
