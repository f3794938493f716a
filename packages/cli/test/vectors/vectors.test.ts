import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { createResolver } from "@client-ip/core";
import { files, vectors } from "@client-ip/vectors";
import { afterEach, describe, expect, it, vi } from "vitest";
import { takeProxyHeaders } from "../../src/request-text/with-proxy-headers.ts";
import type { Question } from "../../src/vectors/question.ts";
import { recordedIn } from "../../src/vectors/vectors.ts";
import { runWith } from "../running.ts";
import { countsBy } from "./counts-by.ts";

const programs = fileURLToPath(new URL(".", import.meta.url));
const NODE = `"${process.execPath}" ${programs}node.js`;

const textOf = (name: string): string => readFileSync(`${programs}${name}`, "utf8");

/** What this library answers. */
function ours({ path, peer, headers, preamble = "" }: Question): string | undefined {
  const resolver = createResolver(path as never);
  const evidence = { peer, rawHeaders: headers.flat() };
  const bytes = Buffer.from(preamble, "hex");
  const { proxyProtocol } = takeProxyHeaders(evidence, bytes, resolver);
  return resolver.clientIp({ ...evidence, proxyProtocol });
}

/** A server that answers each question so. */
async function serving(
  answer: (question: Question) => object | string,
  use: (url: string) => Promise<void>,
): Promise<void> {
  const server = createServer((req, res) => {
    let body = "";
    req.on("data", (chunk: Buffer) => (body += String(chunk)));
    req.on("end", () => {
      const answered = answer(JSON.parse(body) as Question);
      res.end(typeof answered === "string" ? answered : JSON.stringify(answered));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

afterEach(() => void vi.useRealTimers());

describe("client-ip vectors", () => {
  it("finds this library right in every recording", async () => {
    await serving(
      (question) => ({ id: question.id, ip: ours(question) ?? null }),
      async (url) => {
        const { exitCode, stdout, stderr } = await runWith(["vectors", "--url", url, "--json"]);
        expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
        const { files: scores } = JSON.parse(stdout) as { files: { right: number }[] };
        const asked = vectors().filter(({ misuse }) => misuse !== true).length;
        expect(scores.reduce((sum, { right }) => sum + right, 0)).toBe(asked);
        expect(asked).toBeGreaterThan(700);
      },
    );
  });

  it("asks a program", async () => {
    expect(await countsBy(NODE)).toMatch(/\nnginx +\d+ +[1-9]\d*/);
  });

  it("has both programs in docs/vectors.md", () => {
    const page = readFileSync(new URL("../../../../docs/vectors.md", import.meta.url), "utf8");
    expect(page).toContain(`\`\`\`python\n${textOf("python.py")}\`\`\``);
    expect(page).toContain(`\`\`\`js\n${textOf("node.js")}\`\`\``);
  });

  it.each([
    ["the end of the program", "exit 3"],
    ["no JSON object", "echo hello; cat >/dev/null"],
    ["the id 1", `echo '{"id":1}'; cat >/dev/null`],
    ["nothing for 200 ms", "cat >/dev/null"],
    ["a line of more than", "tr '\\0' a </dev/zero"],
  ])("says what is wrong: %s", async (given, command) => {
    const args = ["vectors", "--run", command, "--timeout", "200"];
    const { exitCode, stderr } = await runWith(args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`error vectors-answer\n  given `);
    expect(stderr).toMatch(new RegExp(`given (${given}|a line before the question)`));
  });

  it("has a table of counts, with their sums", async () => {
    const names = ["nginx", "haproxy"];
    const chosen = names.flatMap((name) => ["--file", name]);
    const args = ["--run", NODE, "--http", "--timeout", "60000"];
    const { stdout } = await runWith(["vectors", ...args, ...chosen]);
    const [table = "", wrong = ""] = stdout.split("\n\nAmong the wrong: ");
    const [head = "", ...rows] = table.split("\n");
    expect(head.trim()).toMatch(
      /^right +wrong +names the client +no answer +another answer +forged text$/,
    );
    expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([head.length]));
    const cells = rows.map((row) => row.split(/ +/));
    expect(cells.map(([name]) => name)).toEqual([...names, "all"]);
    const [nginx = [], haproxy = [], all = []] = cells.map(([, ...numbers]) => numbers.map(Number));
    expect(all).toEqual(nginx.map((count, index) => count + (haproxy.at(index) ?? 0)));
    const [right = 0, otherwise = 0, ...verdicts] = all;
    const asked = names.flatMap((name) => recordedIn(name, { http: true })).length;
    expect(right + otherwise).toBe(asked);
    expect(verdicts.reduce((sum, count) => sum + count)).toBe(asked);
    expect(wrong.split(", ")).toHaveLength(10);
  });

  it("names no wrong one where all is right, and shows other addresses if asked", async () => {
    const peers = new Set<string>();
    await serving(
      (question) => {
        for (const [, value] of question.headers) peers.add(value);
        return { id: question.id, ip: ours(question) ?? null };
      },
      async (url) => {
        const args = ["vectors", "--url", url, "--file", "squid", "--public-addresses"];
        const { exitCode, stdout } = await runWith(args);
        expect(exitCode).toBe(0);
        expect(stdout).toMatch(/\nall +\d+ +0 +\d+ +\d+ +\d+ +0\n$/);
      },
    );
    expect([...peers].filter((text) => text.includes("203.0.113."))).toEqual([]);
    expect([...peers].filter((text) => text.includes("93.184.113."))).not.toEqual([]);
  });

  it("leaves out what is no request, or has a PROXY header, if asked", () => {
    const all = files.flatMap((file) => recordedIn(file, {}));
    const http = files.flatMap((file) => recordedIn(file, { http: true }));
    expect(all.every(({ misuse }) => misuse !== true)).toBe(true);
    expect(http.every((one) => one.preamble === undefined && one.headers.length > 0)).toBe(true);
    const left = all.filter(({ id }) => http.every((one) => one.id !== id));
    expect(left.every((one) => one.preamble !== undefined || one.headers.length === 0)).toBe(true);
    expect(left.length).toBeGreaterThan(0);
  });

  it("gives each answer five seconds", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const asked = runWith(["vectors", "--run", "cat >/dev/null", "--file", "nginx"]);
    while (vi.getTimerCount() === 0) await new Promise(setImmediate);
    vi.advanceTimersByTime(4_999);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(1);
    expect((await asked).stderr).toContain("given nothing for 5000 ms in answer to nginx-");
  });

  it("gives all answers ten minutes", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const took = [300_000, 300_000, 1];
    await serving(
      (question) => {
        vi.setSystemTime(Date.now() + took.shift()!);
        return { id: question.id };
      },
      async (url) => {
        const { stderr } = await runWith(["vectors", "--url", url, "--file", "nginx"]);
        expect(stderr).toContain("given more than ten minutes of questions");
      },
    );
    expect(took).toEqual([]);
  });

  it.each([
    ["neither a program nor a URL, or both", "one of --run 'COMMAND' and --url URL", []],
    [
      "neither a program nor a URL, or both",
      "one of --run 'COMMAND' and --url URL",
      ["--run", "a", "--url", "http://127.0.0.1"],
    ],
    ["a --url that is no URL", "a URL that begins with http:// or https://", ["--url", "nowhere"]],
    [
      "a --url that begins with ftp:",
      "a URL that begins with http:// or https://",
      ["--url", "ftp://127.0.0.1/ask"],
    ],
    ['--file "ngnix"', "a file of vectors, such as nginx", ["--run", "cat", "--file", "ngnix"]],
    ['--file "elsewhere"', `one of ${files.join(", ")}`, ["--run", "cat", "--file", "elsewhere"]],
  ])("exits with 2 for %s, and expects %s", async (given, expected, args) => {
    const { exitCode, stderr } = await runWith(["vectors", ...args]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`error command-usage\n  given ${given}\n  expected ${expected}\n`);
  });
});
