import { PassThrough, Readable } from "node:stream";
import { run } from "../src/index.ts";

/** What a run of the command left behind. */
export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** All that was written: Node 26 gives one chunk at a time. */
function read(stream: PassThrough): string {
  let text = "";
  for (let chunk: Buffer | null; (chunk = stream.read()) !== null;) text += chunk.toString();
  return text;
}

/** Runs the command with this text on stdin and these variables. */
export async function runWith(
  args: readonly string[],
  { stdin = "", env = {} }: { stdin?: string; env?: Record<string, string> } = {},
): Promise<Ended> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const exitCode = await run(args, {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout,
    stderr,
    env,
  });
  return { exitCode, stdout: read(stdout), stderr: read(stderr) };
}
