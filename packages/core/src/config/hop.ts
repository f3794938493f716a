import type { LiveAddresses } from "../address/live-addresses.ts";
import type { RangeName } from "../address/prefix.ts";

/**
 * WHO by shared secret: a header that the hop sets on each request, with a value that no client
 * knows.
 */
export interface Secret {
  /** The header's name, in any letter case. */
  readonly header: string;
  /**
   * The value, or several during a rotation: visible ASCII, without spaces at the ends. Use 16
   * characters or more.
   */
  readonly value: string | readonly string[];
}

/** A list header to which the hop appends `appends` elements: its peer first. */
export interface ListTells {
  /** The header's name, such as `x-forwarded-for`, in any letter case. */
  readonly list: string;
  /** How many elements one hop appends: 1 to 8. Default: 1. */
  readonly appends?: number;
  /**
   * - left out: an address with or without a port, an IPv6 address with a port in brackets.
   * - `'ip'`: a bare address. One with a port is malformed.
   * - `'ip:port'`: an address with a port, IPv6 in brackets. A bare address is malformed.
   */
  readonly format?: "ip" | "ip:port";
  /**
   * The hop sends the header in one line. It need not append to the last of several, so several are
   * ambiguous. Default: false.
   */
  readonly oneLine?: boolean;
}

/** Forwarded (RFC 7239), to which the hop appends one element with `for`. */
export interface ForwardedTells {
  /** `forwarded`, in any letter case. */
  readonly list: "forwarded";
  /**
   * The hop writes IPv6 addresses in `for` and `by` without quotes or brackets: Cloud Run, API
   * Gateway. A port still needs brackets. Default: false.
   */
  readonly unquoted?: boolean;
  /**
   * The hop rejects requests with an unknown Host. If false, a line is malformed in which a
   * parameter other than `for`, `by` and `proto` has no quotes: in its Host, a client could end the
   * element and add one of its own. Default: false.
   */
  readonly hostChecked?: boolean;
  /**
   * The hop adds a line of its own, as HAProxy's `add-header` does. The last line must hold exactly
   * one element, so that no client can add one in its Host. Default: false.
   */
  readonly ownLine?: boolean;
}

/** A header that the hop sets to its peer's address, replacing one that the client sent. */
export interface ValueTells {
  /**
   * The header's name, such as `x-real-ip`, in any letter case. `x-envoy-external-address` is
   * checked against X-Forwarded-For.
   */
  readonly value: string;
  /**
   * - left out: an address with or without a port, an IPv6 address with a port in brackets.
   * - `'ip'`: a bare address.
   * - `'ip:port'`: an address and a port. The port follows the last colon, even if an IPv6 address
   *   has no brackets (`CloudFront-Viewer-Address`).
   */
  readonly format?: "ip" | "ip:port";
  /** For `x-envoy-external-address` alone: Envoy's `xff_num_trusted_hops`, 0 to 31. Default: 0. */
  readonly trustedHops?: number;
}

/**
 * WHAT a hop tells about its peer, which is the next hop towards the client.
 *
 * - `"x-forwarded-for"`: it appends the peer's address to X-Forwarded-For.
 * - `"forwarded"`: it appends an element with `for` to Forwarded (RFC 7239).
 * - `"proxy-protocol"`: it begins the connection with a PROXY header (haproxy.org
 *   proxy-protocol.txt).
 * - `"source-address"`: it keeps the source address of packets (DNAT, TPROXY), so that the
 *   application never sees the hop's own.
 * - `"nothing"`: it hides its peer (source NAT, a sidecar).
 * - `{ list }`: it appends to another list header; or to Forwarded, with options.
 * - `{ value }`: it sets a header that holds one address.
 */
export type Tells =
  | "x-forwarded-for"
  | "forwarded"
  | "proxy-protocol"
  | "source-address"
  | "nothing"
  | ListTells
  | ForwardedTells
  | ValueTells;

/**
 * What a hop does to a header that names the scheme or the host: it replaces the header, appends an
 * element to it, passes it on as it came, or removes it. A header's name alone is `{ sets }`.
 */
export type Statement =
  | string
  | { readonly sets: string }
  | { readonly appends: string }
  | { readonly passes: string }
  | { readonly drops: string };

/** One entry of {@link Hop.address}: an address, a CIDR, a name of ranges, or a live list. */
export type AddressSource = AddressName | (string & {}) | LiveAddresses;

/** A word in place of an address. */
export type AddressName = RangeName | "any" | "unix" | "invoker";

/** One hop between the client and the application: WHO it is, and WHAT it tells about its peer. */
export interface Hop {
  /** The hop's name in `via`, findings and explanations. Default: its addresses. */
  readonly name?: string;
  /**
   * WHO by address: an IP address, a CIDR, `any`, `loopback`, `linklocal`, `uniquelocal` (or
   * `private`), `cgnat`, `unix`, a live list, or an array of these. Only the address itself matches
   * an Istio sidecar's 127.0.0.6 or ::6. `invoker` is whatever may invoke this function (Lambda
   * behind an ALB), which has no socket: **let only the balancer invoke it.**
   */
  readonly address?: AddressSource | readonly AddressSource[];
  /** WHO by mesh identity: a URI SAN of its certificate, such as a SPIFFE ID, or several. */
  readonly identity?: string | readonly string[];
  /**
   * The CA, or several, that must have signed the certificate that proves `identity`, as PEM. If an
   * intermediate CA signed it, give the intermediate. Default: any CA that the server trusts. It
   * cannot be combined with an identity from a sidecar (`xfcc`).
   */
  readonly ca?: string | readonly string[];
  /** WHO by shared secret. If several of address, identity and secret are given, all must match. */
  readonly secret?: Secret;
  /** WHAT it tells about its peer. */
  readonly tells: Tells;
  /**
   * This hop, a sidecar, writes X-Forwarded-Client-Cert about its peer, which proves the next outer
   * hop's identity. `"only"`: the header must hold nothing else (Envoy: SANITIZE_SET). `"last"`:
   * the last element counts (Envoy: APPEND_FORWARD).
   */
  readonly xfcc?: "last" | "only";
  /** One or more such hops in a row. Default: false. */
  readonly repeat?: boolean;
  /** A request that does not come through this hop is unresolved (`bypassed`). Default: false. */
  readonly required?: boolean;
  /**
   * Other customers of the vendor use these addresses too, and can point a site of their own at
   * your origin. Such a hop needs a `secret` or an `identity`; else it is refused
   * (`shared-hop-unproven`). Default: false.
   */
  readonly shared?: boolean;
  /**
   * A `shared` hop is believed without a proof. **Any customer of the vendor can then name any
   * client.** It is a finding, and its proof counts as `count`. Default: false.
   */
  readonly anyCustomer?: boolean;
  /**
   * WHAT it does to the header that names the scheme, such as `x-forwarded-proto`; or `http` or
   * `https`, if its clients always use that. Believed is the outermost hop that the request came
   * through, unless a hop inside it may have written the header too: then `proto` of the answer is
   * `undefined`. Left out, the hop says nothing of it.
   */
  readonly proto?: Statement;
  /**
   * The same for the header that names the host, such as `x-forwarded-host`. The client chooses the
   * host: it is not proof of anything.
   */
  readonly host?: Statement;
  /**
   * Addresses that this hop reports for many clients, as its vendor documents. A client with one of
   * them gets the warning `probable-proxy`. Addresses and CIDRs. Default: none.
   */
  readonly manyClients?: string | readonly string[];
  /**
   * It sends health checks of its own, which have no forwarding header. Middleware that rejects
   * unresolved requests then asks for the URLs of the checks, so that they still succeed. Default:
   * false.
   */
  readonly healthChecks?: boolean;
}

/** Several entry points. The walk goes on in the one that is recognized. Made by {@link oneOf}. */
export interface OneOf {
  readonly oneOf: readonly (Hop | PresetCall | Path)[];
}

/**
 * A call of a preset as plain data, such as `{ "preset": "awsAlb", "address": "10.0.1.0/24" }`. The
 * preset's options stand beside its name. They are not in this type, which would otherwise let any
 * misspelled field of a {@link Hop} pass; in TypeScript, call the preset.
 */
export interface PresetCall {
  /** The preset's name, in camel or kebab case. docs/hops.md lists all. */
  readonly preset: string;
}

/** Hops in the order traffic flows: client first, application last. Nested arrays are flattened. */
export type Path = readonly (Hop | PresetCall | OneOf | Path)[];

/**
 * Several entry points, as the outermost element of a path: traffic comes in by one of them.
 *
 * @param entryPoints hops, or arrays of hops. They must have disjoint addresses, different
 *   identities or different secret headers: {@link createResolver} throws `entry-points-overlap`
 *   otherwise.
 *
 * @example
 * ```ts
 * import { createResolver, oneOf } from "@client-ip/core";
 *
 * const resolver = createResolver([
 *   oneOf(
 *     { name: "cdn", address: "198.51.100.0/24", tells: "x-forwarded-for" },
 *     { name: "office", address: "192.0.2.1", tells: "x-forwarded-for" },
 *   ),
 *   { name: "nginx", address: "loopback", tells: "x-forwarded-for" },
 * ]);
 * const rawHeaders = ["X-Forwarded-For", "203.0.113.7, 192.0.2.1"];
 * resolver.resolve({ peer: "127.0.0.1", rawHeaders }).via; // -> ["office", "nginx"]
 * ```
 */
export function oneOf(...entryPoints: readonly (Hop | PresetCall | Path)[]): OneOf {
  return { oneOf: entryPoints };
}

/** Options of a whole path, as plain data. */
export interface PathOptions {
  /**
   * Ranges inside 240.0.0.0/4 whose addresses may be clients, such as `240.10.0.0/16`: some
   * clusters number pods so. Default: none (RFC 1112 4). As a hop's address they need no option.
   */
  readonly reserved?: string | readonly string[];
  /**
   * The weakest `proof` that a resolution may have. A weaker one is `unproven`. `identity` allows
   * secrets too. A request that came through no hop is not graded; make a hop `required` to refuse
   * such requests. Default: any proof.
   */
  readonly atLeast?: "identity" | "address" | "count";
  /**
   * What becomes of a client that is probably a proxy that the path forgot (the warning
   * `probable-proxy`). `"unresolved"`: the answer is `unproven`; also where an application has one
   * client alone for 1,000 requests. Default: it is `resolved`, with the warning.
   */
  readonly onProbableProxy?: "unresolved";
  /**
   * Codes of findings that you accept. They are left out of `findings`, and no adapter warns of
   * them. Default: none.
   */
  readonly accept?: readonly string[];
}

/**
 * Exactly `hops` proxies that append to X-Forwarded-For. The nearest is not at a public address.
 */
export interface HopCount extends PathOptions {
  /** 1 to 32. */
  readonly hops: number;
}

/** A path beside options, as a JSON file or a variable may hold it. */
export interface PathConfig extends PathOptions {
  /** Hops, or hops as text: `klipper > traefik 10.42.0.0/16 > app`. */
  readonly path: Path | string;
}

/**
 * A configuration for {@link createResolver}. A string is `direct`, hops by name, ranges,
 * `hops=N` or JSON of another form. `undefined` means that nothing is configured.
 */
export type Config =
  | RangeName
  | "direct"
  // Keeps the names above, which an editor completes, in the type.
  | (string & {})
  | Hop
  | PresetCall
  | OneOf
  | Path
  | HopCount
  | PathConfig
  | undefined;
