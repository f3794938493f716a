import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { registerSettings, sealedPlaces } from "../packages/node/src/seal/register-settings.ts";

const page = readFileSync(new URL("../docs/register.md", import.meta.url), "utf8");
const blockIn = (language: string): string =>
  new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page)?.[1] ?? "";

interface Variable {
  readonly name: string;
  readonly value: string;
}

/** The variables of the Kubernetes manifest. */
function manifestVariables(): readonly Variable[] {
  const { spec } = parse(blockIn("yaml")) as {
    readonly spec: {
      readonly template: {
        readonly spec: { readonly containers: readonly { readonly env: readonly Variable[] }[] };
      };
    };
  };
  return spec.template.spec.containers.flatMap(({ env }) => env);
}

const linesOf = (language: string, line: RegExp): readonly Variable[] =>
  [...blockIn(language).matchAll(line)].map(([, name = "", value = ""]) => ({ name, value }));

/** What each example of the page sets. */
const examples: readonly (readonly [string, readonly Variable[]])[] = [
  ["the image", linesOf("dockerfile", /^ENV (\w+)="(.*)"$/gm)],
  ["the unit", linesOf("ini", /^Environment="(\w+)=(.*)"$/gm)],
  ["the manifest", manifestVariables()],
];

describe.each(examples)("docs/register.md: the variables of %s", (_example, variables) => {
  const environment = Object.fromEntries(variables.map(({ name, value }) => [name, value]));

  it("are those that the hook reads", () => {
    const own = variables.filter(({ name }) => name.startsWith("CLIENT_IP_"));
    expect(own.length).toBeGreaterThan(1);
    expect(own.filter(({ name }) => !page.includes(`| \`${name}\``))).toEqual([]);
    expect(registerSettings(environment).options.onUnresolved).toBe("reject");
    expect(sealedPlaces(environment).length).toBeLessThan(2);
  });

  it("name the hook by its whole path", () => {
    expect(environment["NODE_OPTIONS"]).toMatch(
      /^--import \/\S+\/node_modules\/@client-ip\/node\/dist\/register\.js$/,
    );
  });
});
