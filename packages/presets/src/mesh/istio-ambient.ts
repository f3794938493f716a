// Istio's ambient mode, where ztunnel keeps the source address and a waypoint hides it.
import type { Hop } from "@client-ip/core";
import {
  FLAG,
  isObject,
  oneOfThese,
  type OptionRules,
  required,
  wholeNumber,
} from "@client-ip/core/internal";
import { envoyTells } from "../envoy-headers.ts";
import {
  type Addresses,
  ADDRESSES,
  addressesOf,
  checkPreset,
  presetError,
  PROOF_RULES,
  type ProofOptions,
  withSecretHeader,
} from "../options.ts";

/**
 * The options of {@link istio} for ambient mode: ztunnel keeps the address of its caller, the
 * gateway's pod or the waypoint's. No certificate reaches the application.
 */
export interface IstioAmbient extends Pick<ProofOptions, "secret"> {
  readonly mode: "ambient";
  /** The addresses of the gateway's pods. */
  readonly gatewayAddress: Addresses;
  /** The addresses of the waypoint's pods, if requests come through one; needs a `secret`. */
  readonly waypointAddress?: Addresses;
  /** The mesh's `gatewayTopology.numTrustedProxies`, 0 (the default) to 31; see {@link istio}. */
  readonly numTrustedProxies?: number;
  /** If true, a request that does not come through the gateway is unresolved. */
  readonly required?: boolean;
}

const RULES: OptionRules<IstioAmbient> = {
  mode: required(oneOfThese("ambient")),
  gatewayAddress: addressesOf(
    "the gateway's pods",
    "kubectl get pods -A -l gateway.networking.k8s.io/gateway-name -o wide shows them",
  ),
  waypointAddress: ADDRESSES,
  numTrustedProxies: wholeNumber(0, 31),
  required: FLAG,
  secret: PROOF_RULES.secret,
};

export const AMBIENT_EXAMPLE = "istio({ mode: 'ambient', gatewayAddress: '10.244.1.0/24' })";

export function isAmbient(options: { readonly mode: string }): options is IstioAmbient {
  return isObject(options) && options.mode === "ambient";
}

/** The gateway, the waypoint if there is one, and ztunnel. */
export function ambientHops(options: IstioAmbient): readonly Hop[] {
  checkPreset({ preset: "istio", example: AMBIENT_EXAMPLE }, options, RULES);
  const { gatewayAddress: address, waypointAddress, secret, numTrustedProxies } = options;
  const ztunnel: Hop = { name: "ztunnel", tells: "source-address" };
  const gateway: Hop = {
    name: "gateway",
    address,
    ...envoyTells(numTrustedProxies),
    ...(options.required === undefined ? {} : { required: options.required }),
    ...(secret === undefined ? {} : withSecretHeader({ secret })),
  };
  if (waypointAddress === undefined) return [gateway, ztunnel];
  if (secret === undefined) {
    throw presetError(
      "istio({ waypointAddress }) without secret",
      "a secret that the gateway sets on each request: a waypoint passes on the headers of every pod, and no certificate of its caller",
      "Add a header with a long random value to the gateway's HTTPRoute (RequestHeaderModifier, `set`), and write secret: { value: process.env.GATEWAY_SECRET }.",
    );
  }
  const proto = { passes: "x-forwarded-proto" };
  const waypoint: Hop = { name: "waypoint", address: waypointAddress, tells: "nothing", proto };
  return [gateway, waypoint, ztunnel];
}
