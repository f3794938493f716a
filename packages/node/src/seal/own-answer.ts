import type { Resolver } from "@client-ip/core";
import type { OptionRule } from "@client-ip/core/internal";
import type { NodeRequest } from "../request/request-like.ts";

/** An answer that the application does not give itself. */
export interface Rejection {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
}

/** Answers some requests itself, before the application sees them. Made by `diagnostics`. */
export interface Diagnostics {
  /** As middleware. */
  (req: NodeRequest, res: unknown, next?: (error?: unknown) => void): void;
  /**
   * For adapters.
   *
   * @param resolver whose path the answer is about.
   * @returns the answer, or `undefined` to a request that is for the application.
   */
  readonly answerTo: (req: NodeRequest, resolver: Resolver | undefined) => Rejection | undefined;
}

/** The rule for `diagnostics`. */
export const DIAGNOSTICS: OptionRule = {
  expected: "what diagnostics({ token }) returns",
  allows: (value) => typeof value === "function" && "answerTo" in value,
};
