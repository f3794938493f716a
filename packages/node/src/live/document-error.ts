import { ClientIpError } from "@client-ip/core";

/** A document of a live list that could not be read, or is not what it should be. */
export class DocumentError extends ClientIpError {
  /** How long its server asks to wait, in milliseconds. */
  readonly retryAfter: number | undefined;

  constructor(
    given: string,
    expected: string,
    more: { retryAfter?: number | undefined; remedy?: string; cause?: unknown } = {},
  ) {
    super({
      code: "live-document",
      given,
      expected,
      remedy: more.remedy ?? "Look at the document.",
      cause: more.cause,
    });
    this.retryAfter = more.retryAfter;
  }
}
