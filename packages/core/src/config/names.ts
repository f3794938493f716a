import { closest } from "../options/closest.ts";
import type { Hop, OneOf, Path } from "./hop.ts";

/** Functions that return hops, by the name that a configuration may have. */
export type Presets = Readonly<Record<string, (...options: never[]) => Hop | OneOf | Path>>;

/** What a configuration may refer to by name. */
export interface Names {
  readonly presets: Presets;
  /** Whole sentences on what to write, by the word that is no configuration. */
  readonly knownWords: Readonly<Record<string, string>>;
  /** Environment variables, for `env:NAME` in text, JSON included. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The preset of a name, which text may write in kebab case; `undefined` if there is none. It checks
 * its options itself.
 */
export function presetNamed(
  name: string,
  presets: Presets,
): ((...options: readonly object[]) => unknown) | undefined {
  const key = [name, camelCase(name)].find((one) => Object.hasOwn(presets, one));
  const preset = key === undefined ? undefined : presets[key];
  return preset && ((...options) => Reflect.apply(preset, undefined, options));
}

/** The preset's name that was probably meant, as text writes it. */
export function closestPreset(name: string, presets: Presets): string | undefined {
  return closest(name, Object.keys(presets).map(kebabCase));
}

/** `aws-alb` as `awsAlb`. */
export function camelCase(name: string): string {
  return name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `awsAlb` as `aws-alb`. */
export function kebabCase(name: string): string {
  return name.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
