import type { LiveAddresses } from "../address/live-addresses.ts";

/** WHO by shared secret: the hop sets this header on each request, the client cannot know it. */
export interface Secret {
  /** Header name; compared without case. */
  readonly header: string;
  /** One value, or several while one is rotated. Visible ASCII, no blanks at the ends. */
  readonly value: string | readonly string[];
}

/** A list header to which each hop of this kind appends `appends` elements, its peer being the first of them. */
export interface ListTells {
  /** Header name, such as `x-forwarded-for`. */
  readonly list: string;
  /** How many elements one hop appends: 1 (unless given) to 8. */
  readonly appends?: number;
}

/** A header that the hop sets to its peer's address, overwriting what the client sent. */
export interface ValueTells {
  /** Header name, such as `x-real-ip`. `x-envoy-external-address` is cross-checked. */
  readonly value: string;
  /**
   * Left out: an address with or without a port in the usual spelling. `'ip'`: a bare address. `'ip:port'`: the
   * text after the last colon is the port, also behind an IPv6 address without brackets
   * (`CloudFront-Viewer-Address`).
   */
  readonly format?: "ip" | "ip:port";
  /** `x-envoy-external-address` only: Envoy's `xff_num_trusted_hops`, 0 to 31. */
  readonly trustedHops?: number;
}

/** WHAT a hop says about its own peer, its neighbor towards the client. */
export type Tells =
  | "x-forwarded-for"
  | "forwarded"
  | "proxy-protocol"
  | "source-address"
  | "nothing"
  | ListTells
  | ValueTells;

/** One entry of {@link Hop.address}: an address, a CIDR, a name, or a live list. */
export type AddressSource = string | LiveAddresses;

/** One hop between the client and the application: WHO it is, and WHAT it tells about its own peer. */
export interface Hop {
  /** For `via` and explanations. */
  readonly name?: string;
  /**
   * WHO by address: an IP, a CIDR, `any`, `loopback`, `linklocal`, `uniquelocal` (= `private`), `cgnat`,
   * `unix`, a live list, or an array of these. Names, ranges and `any` never match 127.0.0.6 or ::6.
   */
  readonly address?: AddressSource | readonly AddressSource[];
  /** WHO by mesh identity: a URI SAN, such as a SPIFFE ID, or several. */
  readonly identity?: string | readonly string[];
  /** WHO by shared secret. */
  readonly secret?: Secret;
  readonly tells: Tells;
  /** This hop, a sidecar, writes X-Forwarded-Client-Cert about its peer: the proof for the next outer hop. */
  readonly xfcc?: "last" | "only";
  /** One or more such hops in a row. */
  readonly repeat?: boolean;
  /** A request that does not come through this hop is unresolved. */
  readonly required?: boolean;
  /** Other customers of this vendor can use these addresses too. */
  readonly shared?: boolean;
}

/** Several entry points; the one that recognizes the cursor replaces the rest of the path. */
export interface OneOf {
  readonly oneOf: readonly (Hop | Path)[];
}

/** Hops in the order traffic flows: client first, application last. Nested arrays are flattened. */
export type Path = readonly (Hop | OneOf | Path)[];

/**
 * Several entry points for the outermost place of a path.
 *
 * @param entryPoints each a hop or a sequence of hops, told apart by disjoint addresses, different identities or
 *   different secret headers; checked when the resolver is created.
 */
export function oneOf(...entryPoints: readonly (Hop | Path)[]): OneOf {
  return { oneOf: entryPoints };
}

/** Exactly `hops` appending proxies, the nearest of which is not at a public address. */
export interface HopCount {
  readonly hops: number;
}

/** A path inside an object, as a configuration file may hold it. */
export interface PathConfig {
  readonly path: Path;
}

/** All that {@link createResolver} understands; `undefined` is "nothing configured". */
export type Config = string | Hop | OneOf | Path | HopCount | PathConfig | undefined;
