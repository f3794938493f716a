import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { createResolver } from "@client-ip/core";
import { vectors } from "@client-ip/vectors";
import { describe, expect, it } from "vitest";
import { takeProxyHeaders } from "../../src/request-text/with-proxy-headers.ts";
import type { Question } from "../../src/vectors/question.ts";
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

describe("client-ip vectors", () => {
  it("finds this library right in every recording", async () => {
    await serving(
      (question) => ({ id: question.id, ip: ours(question) ?? null }),
      async (url) => {
        const { exitCode, stdout, stderr } = await runWith(["vectors", "--url", url, "--json"]);
        expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
        const { files } = JSON.parse(stdout) as { files: { right: number; wrong: string[] }[] };
        const asked = vectors().filter(({ misuse }) => misuse !== true).length;
        expect(files.reduce((sum, { right }) => sum + right, 0)).toBe(asked);
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

  it.each([
    ["an ip that is a number", (question: Question) => ({ id: question.id, ip: 1 })],
    ["no JSON object", () => "[]"],
    ["a long body", () => " ".repeat(70_000)],
  ])("says what is wrong with a server: %s", async (given, answer) => {
    await serving(answer, async (url) => {
      const { exitCode, stderr } = await runWith(["vectors", "--url", url]);
      expect(exitCode).toBe(2);
      expect(stderr).toContain(given);
    });
  });

  it.each([
    [["vectors"]],
    [["vectors", "--run", "a", "--url", "http://127.0.0.1"]],
    [["vectors", "--url", "nowhere"]],
    [["vectors", "--run", "cat", "--file", "ngnix"]],
  ])("exits with 2 for %j", async (args) => {
    const { exitCode, stderr } = await runWith(args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("error command-usage");
  });
});
