import type { Config as AnyConfig } from "@client-ip/core";
import type { PresetName } from "@client-ip/presets";

/**
 * A configuration for {@link createResolver}: what stands in front of the application, client
 * first. A string is `direct`, the name of a preset, ranges, several hops with `>`, `hops=N`, or
 * JSON. `undefined` means that nothing is configured.
 */
export type Config = PresetName | AnyConfig;
