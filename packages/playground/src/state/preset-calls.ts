import { type Config, createResolver, type Resolver } from "@client-ip/core";
import { knownWords, networks, presets } from "@client-ip/presets";
import { jsonOf } from "./path-rows.ts";
import { standIns } from "./stand-ins.ts";

/** A preset and the options with which a path calls it. */
export interface Call {
  /** In camel case. */
  readonly preset: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** The resolver of a path, with stand-ins for variables. @throws ClientIpError */
export function resolverOf(path: string): Resolver {
  const config: Config = path.trim();
  return createResolver(config === "" ? "direct" : config, {
    presets,
    knownWords,
    networks,
    env: standIns(path),
  });
}

/** The call that a row of a path is; `undefined` if it is none, or not valid. */
export function callOf(row: string): Call | undefined {
  const calls: Call[] = [];
  const recording = Object.fromEntries(
    Object.entries(presets).map(([preset, make]) => [
      preset,
      (...given: readonly Readonly<Record<string, unknown>>[]) => {
        calls.push({ preset, options: given[0] ?? {} });
        return Reflect.apply(make, undefined, given);
      },
    ]),
  );
  try {
    createResolver(row, { presets: recording, knownWords, env: standIns(row) });
  } catch {
    // A hop may be right in its path, and not alone.
  }
  const value = jsonOf(row);
  const isCall = value === undefined || "preset" in value;
  return isCall && calls.length === 1 ? calls[0] : undefined;
}

/** The same row as JSON, if it calls a preset. */
export function callAsJson(row: string): string | undefined {
  const call = callOf(row);
  return call && JSON.stringify({ preset: call.preset, ...call.options });
}
