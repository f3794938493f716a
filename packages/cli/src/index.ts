export type { CommandErrorCode } from "./errors.ts";
export { CommandError } from "./errors.ts";
export type { Terminal } from "./options/output.ts";
export { run } from "./program.ts";
