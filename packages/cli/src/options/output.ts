import { styleText } from "node:util";

/** Where a command reads and writes: the process's own, or a test's. */
export interface Terminal {
  readonly stdin: AsyncIterable<string | Uint8Array> & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The styles of a text. */
type Style = "bold" | "cyan" | "dim" | "green" | "red" | "yellow";

/** Gives a text a style, if the terminal shows styles. */
export type Paint = (style: Style, text: string) => string;

/** What a command found. */
export interface Report {
  /** For people. */
  readonly text: (paint: Paint) => string;
  /** For programs: with `--json`. */
  readonly json: unknown;
  /** 0: all is well. 1: a danger, or a difference. */
  readonly exitCode: 0 | 1;
}

/**
 * Styles as the stream and NO_COLOR, NODE_DISABLE_COLORS and FORCE_COLOR say: `util.styleText`.
 */
export function paintOf(stream: NodeJS.WritableStream): Paint {
  return (style, text) => styleText(style, text, { stream });
}

/** Whether it gives texts styles. Only the outcome of `styleText` says what Node has decided. */
export function showsStyles(paint: Paint): boolean {
  return paint("bold", "text") !== "text";
}

/** Writes a report, and gives the exit code. */
export function writeReport(report: Report, isJson: boolean, { stdout }: Terminal): 0 | 1 {
  const text = isJson ? JSON.stringify(report.json, null, 2) : report.text(paintOf(stdout));
  stdout.write(`${text}\n`);
  return report.exitCode;
}
