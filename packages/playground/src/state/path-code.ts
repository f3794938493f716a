import { isObject } from "@client-ip/core/internal";
import { isJson, jsonOf, rowsOf } from "./path-rows.ts";
import { callOf } from "./preset-calls.ts";
import { variableOf } from "./stand-ins.ts";

/**
 * A path as code to paste. A secret is written as an environment variable, never as its value.
 */
export function codeOf(path: string): string {
  const used = new Set<string>();
  const hops = rowsOf(path).map((row) => hopCode(row, used));
  const whole = hops.some((hop) => hop === undefined) || hops.length === 0;
  const argument = whole ? wholeCode(path) : hops.length === 1 ? hops[0] : listCode(hops);
  const imports = [...(whole ? [] : used)].toSorted().join(", ");
  return [
    `import { clientIp } from "@client-ip/express";`,
    ...(imports === "" ? [] : [`import { ${imports} } from "@client-ip/presets";`]),
    "",
    `app.use(clientIp(${argument}));`,
  ].join("\n");
}

function hopCode(row: string, used: Set<string>): string | undefined {
  const call = callOf(row);
  if (call !== undefined) {
    used.add(call.preset);
    const isPlain = Object.keys(call.options).length === 0;
    return `${call.preset}(${isPlain ? "" : literal(call.options)})`;
  }
  const value = jsonOf(row);
  return isObject(value) && !("preset" in value) && !("path" in value) && !("hops" in value)
    ? literal(value)
    : undefined;
}

function wholeCode(path: string): string {
  const value = jsonOf(path);
  if (value !== undefined) return literal(value);
  return isJson(path) ? "…" : JSON.stringify(path.trim() === "" ? "direct" : path.trim());
}

function listCode(hops: readonly (string | undefined)[]): string {
  return `[\n${hops.map((hop) => `  ${hop},\n`).join("")}]`;
}

/** A value as a JavaScript expression. */
function literal(value: unknown, key = ""): string {
  if (key === "secret" && isObject(value)) return secretCode(value);
  if (typeof value === "string") {
    const variable = variableOf(value);
    return variable === undefined ? JSON.stringify(value) : `process.env.${variable}`;
  }
  if (Array.isArray(value)) return `[${value.map((one) => literal(one)).join(", ")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const fields = Object.entries(value).map(
    ([name, one]) =>
      `${/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name)}: ${literal(one, name)}`,
  );
  return `{ ${fields.join(", ")} }`;
}

function secretCode({ header, value }: Readonly<Record<string, unknown>>): string {
  const variable = typeof value === "string" ? variableOf(value) : undefined;
  const name = typeof header === "string" ? `header: ${JSON.stringify(header)}, ` : "";
  return `{ ${name}value: process.env.${variable ?? "ORIGIN_SECRET"} }`;
}
