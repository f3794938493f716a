import type { Resolution, Resolver, ResolverOptions } from "@client-ip/core";
import { CALLBACK, canonicalAddress, checkOptions, isObject } from "@client-ip/core/internal";
import { warnOnce } from "../warnings/warn-once.ts";
import { clientIpInfoOf } from "./client-ip.ts";
import type { RequestLike } from "./request-like.ts";

/** How many requests were compared since the application started. */
export interface ComparisonCounts {
  readonly compared: number;
  /** Of these, those with two answers. */
  readonly different: number;
  /** How often `compare` or `onDifference` threw, or `compare` gave no text. */
  readonly failed: number;
}

/** A request for which `compare` gave another answer. */
export interface Difference<Request> {
  readonly request: Request;
  /** What `compare` answered. */
  readonly before: string | undefined;
  /** The same as `info.ip`. */
  readonly after: string | undefined;
  readonly info: Resolution;
  readonly counts: ComparisonCounts;
}

/** Compares our answers with those of another method, such as `req.ip`. It changes no answer. */
export interface CompareOptions<Request> {
  /**
   * The other method, such as `(req) => req.ip`. It is called for each request, which costs time.
   * Two spellings of one address are equal.
   */
  compare?(this: void, request: Request): string | null | undefined;
  /** Called for each request with two answers. */
  onDifference?(this: void, difference: Difference<Request>): void;
}

/** Compares the answers for one request. Never throws. */
export type Comparison = (request: RequestLike, resolver: Resolver) => void;

/**
 * Takes `compare` and `onDifference` out of the options of an adapter.
 *
 * @returns the other options, and a function to call for each request after its resolver is bound;
 *   `undefined` if nothing is compared.
 * @throws ClientIpError `bad-field` if one of the two is missing, or is no function.
 *
 * @example
 * ```ts
 * import { IncomingMessage } from "node:http";
 * import { Socket } from "node:net";
 * import { comparisonOf, resolverOf } from "@client-ip/node/adapter";
 *
 * const lines: string[] = [];
 * const { comparison, options } = comparisonOf({
 *   compare: () => "6.6.6.6",
 *   onDifference: ({ before, after }) => lines.push(`${before}, now ${after}`),
 * });
 * const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: "198.51.100.9" });
 * comparison?.(new IncomingMessage(socket), resolverOf("direct", options));
 * lines; // -> ["6.6.6.6, now 198.51.100.9"]
 * ```
 */
export function comparisonOf<Request>(
  given: (ResolverOptions & CompareOptions<Request>) | undefined,
): {
  readonly comparison?: Comparison;
  readonly options: ResolverOptions | undefined;
} {
  // A value that is no object fails where the other options are checked.
  if (!isObject(given) || !("compare" in given || "onDifference" in given)) {
    return { options: given };
  }
  const { compare, onDifference, ...others }: ResolverOptions & CompareOptions<RequestLike> = given;
  checkOptions({ compare, onDifference }, RULES, {
    code: "bad-field",
    given: (option, value) => `${option}: ${value}`,
    remedy:
      "Give both, such as { compare: (req) => req.ip, onDifference: ({ before, after }) => console.warn(before, after) }.",
  });
  const comparison = comparing(compare!, onDifference!);
  // A resolver has its options already, and takes no others.
  return { comparison, options: Object.keys(others).length === 0 ? undefined : others };
}

const RULES = { compare: CALLBACK, onDifference: CALLBACK };

function comparing(
  compare: (request: RequestLike) => unknown,
  onDifference: (difference: Difference<RequestLike>) => unknown,
): Comparison {
  const counts = { compared: 0, different: 0, failed: 0 };
  const fail = (): void => {
    counts.failed++;
    warnOnce("CLIENT_IP_COMPARE_FAILED", "", () => {
      return "compare or onDifference threw an error, or compare gave no text. No request is affected.";
    });
  };
  return (request, resolver) => {
    const info = clientIpInfoOf(request, resolver);
    try {
      const before = textOf(compare(request));
      counts.compared++;
      if (isSame(before, info.ip)) return;
      counts.different++;
      const difference = { request, before, after: info.ip, info, counts: { ...counts } };
      const told = onDifference(difference);
      if (told instanceof Promise) told.catch(fail);
    } catch {
      fail();
    }
  };
}

/** @throws TypeError for an answer that is no text, such as a promise of one */
function textOf(answer: unknown): string | undefined {
  if (answer === null || answer === undefined || typeof answer === "string") {
    return answer ?? undefined;
  }
  // Otherwise its rejection would end the process.
  if (answer instanceof Promise) answer.catch(() => {});
  throw new TypeError("no text");
}

function isSame(before: string | undefined, ip: string | undefined): boolean {
  if (before === undefined || ip === undefined) return before === ip;
  return before === ip || canonicalAddress(before) === ip;
}
