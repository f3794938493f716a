import { ClientIpError } from "@client-ip/core";
import { shareClass } from "@client-ip/core/internal";
import type { COMMAND_ERROR_CODES } from "./error-codes.ts";

/** What was wrong with a command or a pasted request. docs/errors.md has a heading for each. */
export type CommandErrorCode = keyof typeof COMMAND_ERROR_CODES;

/**
 * An error of the command `client-ip` or of `readRequest`. It never quotes the value of a header.
 *
 * @example
 * ```ts
 * import { CommandError, readRequest } from "@client-ip/cli/request-text";
 *
 * try {
 *   readRequest("GET / HTTP/1.1\nX-Forwarded-For 203.0.113.7");
 * } catch (error) {
 *   if (!(error instanceof CommandError)) throw error;
 *   error.code; // -> "request-text"
 *   error.given; // -> "line 2, which has no colon"
 * }
 * ```
 */
export class CommandError extends ClientIpError<CommandErrorCode> {
  static {
    shareClass(this, "CommandError");
  }

  override readonly name = "CommandError";
  declare readonly code: CommandErrorCode;
}
