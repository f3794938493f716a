import { spawn } from "node:child_process";
import { failAnswer, MAX_ANSWER, readAnswer } from "./answer-line.ts";
import type { Answer, Implementation, Question } from "./question.ts";

/** The question that waits for its answer. */
interface Waiting {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A program that reads questions from its stdin, one line each, and writes an answer to its stdout
 * for each. What it writes to stderr is shown.
 *
 * @param command as a shell reads it.
 * @param timeout for each answer, in milliseconds.
 */
export function programOf(command: string, timeout: number): Implementation {
  const child = spawn(command, { shell: true, stdio: ["pipe", "pipe", "inherit"], detached: true });
  let waiting: Waiting | undefined;
  let timer: NodeJS.Timeout | undefined;
  let text = "";

  const end = (take: (one: Waiting) => void): void => {
    clearTimeout(timer);
    const one = waiting;
    waiting = undefined;
    if (one === undefined) return;
    try {
      take(one);
    } catch (error) {
      one.reject(error);
    }
  };
  const fail = (given: string): void => end(({ question }) => failAnswer(question.id, given));

  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    if (text.length > MAX_ANSWER) fail(`a line of more than ${MAX_ANSWER} characters`);
    const lineEnd = text.indexOf("\n");
    if (lineEnd === -1) return;
    const line = text.slice(0, lineEnd);
    text = text.slice(lineEnd + 1);
    end(({ question, resolve }) => {
      if (text.trim() !== "") failAnswer(question.id, "more than one line");
      resolve(readAnswer(line, question));
    });
  });
  // The end of the program says more.
  child.stdin.on("error", () => {});
  child.on("error", ({ message }) => fail(message));
  child.on("close", (code) => fail(`the end of the program (exit code ${code})`));

  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        waiting = { question, resolve, reject };
        timer = setTimeout(() => fail(`nothing for ${timeout} ms`), timeout);
        // What came unasked is an answer to no question.
        if (text.trim() !== "") fail("a line before the question");
        else if (child.exitCode !== null)
          fail(`the end of the program (exit code ${child.exitCode})`);
        else child.stdin.write(`${JSON.stringify(question)}\n`);
      }),
    // The shell's child, too.
    close: () => {
      child.stdin.end();
      try {
        process.kill(-child.pid!, "SIGTERM");
      } catch {
        // It has ended by itself.
      }
    },
  };
}
