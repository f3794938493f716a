// What load balancers with listeners of layer 7 and of layer 4 have in common.
import type { Hop, Path, Tells } from "@client-ip/core";
import {
  FLAG,
  isObject,
  oneOfThese,
  type OptionRules,
  required,
  TEXT,
} from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import {
  type Addresses,
  addressesOf,
  checkPreset,
  HOP_RULES,
  type HopOptions,
} from "../options.ts";

/** The options for an HTTP or HTTPS listener. */
export interface BalancerLayer7 extends HopOptions {
  readonly layer: 7;
  /** The addresses that the balancer connects from. */
  readonly address: Addresses;
}

/** The options for a listener of TCP or TLS that keeps the source address. */
export interface BalancerLayer4 {
  readonly layer: 4;
  readonly proxyProtocol?: false;
  readonly toa?: false;
  /** The name in `via` and explanations; the preset's name if absent. */
  readonly name?: string;
}

/** The options for the same listener with Proxy Protocol turned on. */
export interface BalancerProxyProtocol extends HopOptions {
  readonly layer: 4;
  readonly proxyProtocol: true;
  readonly toa?: false;
  /** The addresses that the balancer connects from. */
  readonly address: Addresses;
}

/**
 * The options for a listener that replaces the source address, and writes the client's into a TCP
 * option (TOA). Something on the application's machine must read it: see docs/topologies/toa.md.
 */
export interface BalancerToa {
  readonly layer: 4;
  readonly toa: true;
  readonly proxyProtocol?: false;
  /** The addresses that the balancer connects from: a peer with one came without the option. */
  readonly address: Addresses;
  /** The name in `via` and explanations; the preset's name if absent. */
  readonly name?: string;
}

type Layer4 = BalancerLayer4 | BalancerProxyProtocol | BalancerToa;

/** The options of a balancer with listeners of both layers. */
export type BalancerOptions = BalancerLayer7 | Layer4;

export const LAYER_7_RULES: OptionRules<BalancerLayer7> = {
  layer: required({
    ...oneOfThese(7, 4),
    expected:
      "7 for a listener of HTTP or HTTPS, 4 for any other: the balancer's console shows the listener's protocol",
  }),
  ...HOP_RULES,
  address: addressesOf("the balancer", "log clientIpInfo.peer of a few requests"),
};

const { layer, address } = LAYER_7_RULES;
const LAYER_4_RULES: OptionRules<BalancerLayer4> = {
  layer,
  proxyProtocol: FLAG,
  toa: FLAG,
  name: TEXT,
};
const PROXY_RULES: OptionRules<BalancerProxyProtocol> = {
  ...LAYER_7_RULES,
  proxyProtocol: FLAG,
  toa: oneOfThese(false),
};
const TOA_RULES: OptionRules<BalancerToa> = {
  ...LAYER_4_RULES,
  proxyProtocol: oneOfThese(false),
  address,
};

/** A balancer that was checked: what it does, and the rest of its options. */
export type Balancer<Layer7 extends BalancerLayer7> =
  | { readonly layer: 7; readonly options: Omit<Layer7, "layer"> }
  | { readonly layer: 4; readonly path: Hop | Path };

/**
 * Checks the options of a balancer by its layer, and makes the hops of one of layer 4.
 *
 * @throws {ClientIpError} `preset-option`
 */
export function balancer<Layer7 extends BalancerLayer7>(
  facts: FactSheet,
  options: Layer7 | Layer4,
  rules: OptionRules<Layer7>,
): Balancer<Layer7> {
  if (!isLayer4(options)) {
    checkPreset(facts, options, rules);
    const { layer: _, ...rest } = options;
    return { layer: 7, options: rest };
  }
  const { preset } = facts;
  const way = options.toa ? "toa" : options.proxyProtocol ? "proxyProtocol" : undefined;
  const more = way === undefined ? "" : `, ${way}: true, address: '10.0.1.0/24'`;
  const example = `${preset}({ layer: 4${more} })`;
  checkPreset({ preset, example }, options, RULES_BY_WAY[way ?? "source"]);
  return { layer: 4, path: pathOf(preset, options) };
}

/** Untyped callers may give anything: what is no object is refused as the options of layer 7. */
function isLayer4(options: BalancerLayer7 | Layer4): options is Layer4 {
  return isObject(options) && options.layer === 4;
}

const RULES_BY_WAY = { source: LAYER_4_RULES, proxyProtocol: PROXY_RULES, toa: TOA_RULES };

function pathOf(preset: string, options: Layer4): Hop | Path {
  if (options.toa) {
    const { name = preset } = options;
    return [
      { name, address: options.address, tells: "nothing" },
      { name: `${name} TOA`, tells: "source-address" },
    ];
  }
  if (options.proxyProtocol) {
    const { layer: _layer, proxyProtocol: _proxy, toa: _toa, ...hop } = options;
    return { name: preset, tells: "proxy-protocol", ...hop };
  }
  return { name: options.name ?? preset, tells: "source-address" };
}

/** The hop of a listener of layer 7. */
export function layer7(
  { preset }: FactSheet,
  tells: Tells,
  hop: Omit<BalancerLayer7, "layer">,
): Hop {
  return { name: preset, tells, healthChecks: true, ...hop };
}
