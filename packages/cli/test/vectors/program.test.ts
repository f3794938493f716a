import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { programOf } from "../../src/vectors/program.ts";
import type { Answer } from "../../src/vectors/question.ts";

const NODE = `"${process.execPath}"`;
/** Answers each question with what `of` makes of it. */
const answering = (of: string): string =>
  `${NODE} -e 'require("readline").createInterface({ input: process.stdin }).on("line", (line) => { const { id, peer } = JSON.parse(line); const text = ${of}; if (text) console.log(text); })'`;

const question = (id: string) => ({ id, path: [], peer: "10.0.0.1", headers: [] });

/** What a program answers to each question, or how its error begins. */
async function answersOf(command: string, ids: readonly string[], timeout = 30_000) {
  const program = programOf(command, timeout);
  const answers: (Answer | object)[] = [];
  try {
    for (const id of ids) answers.push(await program.ask(question(id)));
  } catch (error) {
    answers.push(error as object);
  } finally {
    program.close();
  }
  return answers;
}

const errorWith = (given: string): object =>
  expect.objectContaining({ code: "vectors-answer", given }) as object;

afterEach(() => void vi.useRealTimers());

describe("a program", () => {
  it("is asked one question after the other", async () => {
    const command = answering("JSON.stringify({ id, ip: peer })");
    expect(await answersOf(command, ["a", "ä"])).toEqual(["10.0.0.1", "10.0.0.1"]);
  });

  it("writes one line for each question", async () => {
    const command = answering('JSON.stringify({ id, ip: peer }) + "\\n{}"');
    expect(await answersOf(command, ["a"])).toEqual([
      errorWith("more than one line in answer to a"),
    ]);
  });

  it("may have blank lines behind an answer", async () => {
    const command = answering('JSON.stringify({ id, ip: peer }) + "\\n "');
    expect(await answersOf(command, ["a"])).toEqual(["10.0.0.1"]);
  });

  it("may not end before its answer", async () => {
    const end = "the end of the program (exit code 3) in answer to a";
    expect(await answersOf("exit 3", ["a"])).toEqual([errorWith(end)]);
    const program = programOf("exit 3", 30_000);
    await expect(program.ask(question("a"))).rejects.toEqual(errorWith(end));
    await expect(program.ask(question("a"))).rejects.toEqual(errorWith(end));
    program.close();
  });

  it("may not write without an end", async () => {
    const command = answering('"x".repeat(70_000)');
    expect(await answersOf(command, ["a"])).toEqual([
      errorWith("a line of more than 65536 characters in answer to a"),
    ]);
  });

  it("has so much time for each answer alone", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const program = programOf(answering('id === "a" && JSON.stringify({ id })'), 100);
    expect(await program.ask(question("a"))).toBeNull();
    let error: unknown;
    vi.advanceTimersByTime(40);
    const asked = program.ask(question("b")).catch((thrown: unknown) => (error = thrown));
    vi.advanceTimersByTime(99);
    await Promise.resolve();
    expect(error).toBeUndefined();
    vi.advanceTimersByTime(1);
    await asked;
    expect(error).toEqual(errorWith("nothing for 100 ms in answer to b"));
    program.close();
  });

  it("ends with all that it has started", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const connects = `${NODE} -e 'require("net").connect(${port}, "127.0.0.1").resume()'`;
    const program = programOf(`${connects} & cat >/dev/null`, 30_000);
    const [socket] = (await once(server, "connection")) as [Socket];
    program.close();
    await once(socket.on("error", () => {}).resume(), "close");
    expect(socket.destroyed).toBe(true);
    server.close();
  });
});
