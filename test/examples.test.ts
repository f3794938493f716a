/*
 * Runs every @example of packages/<package>/src, and the `js` blocks of its README that show a
 * value.
 *
 * The format, in the doc comment of what the example shows:
 *
 *   @example optional title
 *   ```ts
 *   import { createResolver } from "@client-ip/core";
 *
 *   const resolver = createResolver("loopback");
 *   resolver.clientIp({ peer: "203.0.113.7", rawHeaders: [] }); // -> "203.0.113.7"
 *   ```
 *
 * - An example is a whole module: it imports what it uses, as the reader would.
 * - `// -> value` behind a statement: its value must equal that JavaScript expression. The
 *   statement is an expression, or a declaration of one name: `const ip = clientIpOf(req); // ->
 *   "192.0.2.1"`.
 * - Each `// ->` must be reached before the module has been evaluated: await what takes time, and
 *   close what was opened.
 * - At least one `// ->` or `assert` in each example.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";
import { describe, expect, it } from "vitest";

const packages = fileURLToPath(new URL("../packages", import.meta.url));

interface Example {
  /** The package's folder. */
  readonly name: string;
  /** Below packages: the file and line of its tag, and its title. */
  readonly where: string;
  /** What stands between the fences; `undefined` without a `ts` block. */
  readonly code: string | undefined;
}

/** A node of the syntax tree, as far as it is looked at. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly expression?: Node;
  readonly declarations?: readonly { readonly id: Node & { readonly name?: string } }[];
}

function examplesOf(name: string): Example[] {
  const folder = join(packages, name, "src");
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted();
  return files
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const text = readFileSync(join(folder, file), "utf8");
      return [...text.matchAll(/@example\b(.*)\n((?:[ \t]*\*(?! *@|\/).*\n)*)/g)].map(
        ({ 1: title = "", 2: lines = "", index }) => {
          const body = lines.replaceAll(/^[ \t]*\* ?/gm, "");
          const line = text.slice(0, index).split("\n").length;
          return {
            name,
            where: `${name}/src/${file}:${line}${title}`,
            code: /^```ts\n(.*?)^```$/ms.exec(body)?.[1],
          };
        },
      );
    });
}

/** The `js` blocks of a package's README that show a value. */
function readmeExamplesOf(name: string): Example[] {
  const text = readFileSync(join(packages, name, "README.md"), "utf8");
  return [...text.matchAll(/^```js\n(.*?)^```$/gms)]
    .filter(([, code = ""]) => code.includes("// ->"))
    .map(({ 1: code, index }) => {
      const line = text.slice(0, index).split("\n").length;
      return { name, where: `${name}/README.md:${line}`, code };
    });
}

/** All statements of a tree. */
function statementsIn(value: unknown): Node[] {
  if (typeof value !== "object" || value === null) return [];
  const inside = Object.values(value).flatMap((child) => statementsIn(child));
  const { type } = value as Node;
  const counts = type === "ExpressionStatement" || type === "VariableDeclaration";
  return counts ? [value as Node, ...inside] : inside;
}

/**
 * The module with a call of `checkExample(index, value, expected)` for each `// ->`, and how many
 * there are.
 */
function withChecks(code: string): { readonly module: string; readonly checks: number } {
  const { program, comments, errors } = parseSync("example.ts", code);
  expect(errors).toEqual([]);
  const statements = statementsIn(program.body);
  const expectations = comments.filter(
    ({ type, value }) => type === "Line" && value.startsWith(" ->"),
  );
  let module = code;
  for (const [index, { value, start }] of [...expectations.entries()].toReversed()) {
    const statement = statements.find(
      ({ end }) => end <= start && /^ *$/.test(code.slice(end, start)),
    );
    if (statement === undefined) throw new Error(`nothing has the value of //${value}`);
    const { expression, declarations = [] } = statement;
    const name = declarations.length === 1 ? declarations[0]?.id.name : undefined;
    const shown = expression === undefined ? name : code.slice(expression.start, expression.end);
    if (shown === undefined) throw new Error(`more than one value before //${value}`);
    const call = `checkExample(${index}, (${shown}), (${value.slice(" ->".length)}));`;
    const from = expression === undefined ? statement.end : statement.start;
    module = `${module.slice(0, from)} ${call} ${module.slice(statement.end)}`;
  }
  return { module, checks: expectations.length };
}

const scope = globalThis as {
  checkExample?: (index: number, value: unknown, expected: unknown) => void;
};

/** Examples run so far: a module is evaluated once for each path. */
let runs = 0;

/** Runs an example in its package's folder, where the package's name and dependencies resolve. */
async function run({ name, code }: Example): Promise<void> {
  if (code === undefined) throw new Error("there is no ts block");
  const { module, checks } = withChecks(code);
  if (checks === 0 && !/\bassert\b/.test(code)) throw new Error("there is no // -> and no assert");
  const reached = new Set<number>();
  scope.checkExample = (index, value, expected) => {
    expect(value).toEqual(expected);
    reached.add(index);
  };
  const folder = join(packages, name, ".cache/examples");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${++runs}.ts`);
  writeFileSync(path, `const checkExample = globalThis.checkExample;\n${module}`);
  try {
    await import(path);
  } finally {
    rmSync(path);
  }
  expect(reached.size, "checks that were reached").toBe(checks);
}

const names = readdirSync(packages);
const examples = [
  ...names.flatMap((name) => examplesOf(name)),
  ...names.flatMap((name) => readmeExamplesOf(name)),
];

describe("an example", () => {
  it.each(examples.map((example) => [example.where, example] as const))(
    "%s",
    async (_where, example) => {
      await expect(run(example)).resolves.toBeUndefined();
    },
  );

  it.each([
    ["throws", 'throw new Error("no"); 1; // -> 1', "no"],
    ["has another value", "1 + 1; // -> 3", "expected 2 to deeply equal 3"],
    ["has another value in a declaration", "const sum = 1 + 1; // -> 3", "expected 2 to deeply"],
    [
      "does not reach its value",
      "const later = () => {\n1; // -> 1\n};",
      "checks that were reached",
    ],
    ["names no value", "1 + 1;", "no // -> and no assert"],
    ["has no statement for its value", "// -> 1", "nothing has the value"],
    ["is not code", "const = 1; // -> 1", "to deeply equal []"],
    ["has no ts block", undefined, "no ts block"],
  ])("fails if it %s", async (where, code, message) => {
    await expect(run({ name: "core", where, code })).rejects.toThrow(message);
  });
});
