import { isInside, overlap, prefixesOverlap } from "../address/address-set.ts";
import type { CompiledPath } from "./compile-path.ts";
import type { Interval } from "../address/interval-table.ts";
import { parseAddressSet } from "../address/parse-address-set.ts";
import { failField } from "../errors.ts";
import type { ParsedHop } from "../config/parse-hop.ts";
import type { ParsedConfig } from "../config/parse-config.ts";
import { FINDINGS } from "./findings.ts";
import { hasPending, hasRefused, hasStale } from "./live-findings.ts";
import { beliefsOf, INNER_LINK } from "./statements.ts";
import { isInnerCdn, isOuterLoopback } from "./reversed.ts";

/** What a finding is about; stable. docs/errors.md has a heading for each. */
export type FindingCode = (typeof FINDINGS)[keyof typeof FINDINGS]["code"];

/** Something in a configuration that may be unwise; never fatal. */
export interface Finding {
  readonly code: FindingCode;
  /**
   * `danger`: clients can be forged, or none can be resolved. An adapter warns of it once at
   * startup. `advice`: it is right in some networks.
   */
  readonly severity: "danger" | "advice";
  /** The hop's name. */
  readonly hop: string;
  /** What is unwise, as a sentence. */
  readonly message: string;
  /** What would be wiser, as a sentence. */
  readonly remedy: string;
}

/** Whether the finding applies to this hop, given those inside and outside it (outermost first). */
type Check = { readonly cause: keyof typeof FINDINGS } & (
  | {
      readonly looksOutside?: false;
      readonly applies: (hop: ParsedHop, inside: readonly ParsedHop[]) => boolean;
    }
  | {
      readonly looksOutside: true;
      readonly applies: (
        hop: ParsedHop,
        inside: readonly ParsedHop[],
        outside: readonly ParsedHop[],
      ) => boolean;
    }
);

const ACCEPTED = "an array of codes of findings, which docs/errors.md lists";

/** 1/64 of a family: an IPv4 /6. */
const WIDE_SHARE = 1 / 64;
/** An IPv4 /16, or an IPv6 /48: addresses of a wide private range. */
const WIDE_PRIVATE = { 4: 1n << 16n, 6: 1n << 80n };
const PRIVATE = parseAddressSet(["private", "cgnat"]);
const WHOLE_PRIVATE = parseAddressSet("private");
const LINK_LOCAL = parseAddressSet("fe80::/10");
const CGNAT = parseAddressSet("cgnat");
const [RFC1918] = parseAddressSet("172.16.0.0/12").ranges;

/** Headers that a client can set itself in the default set-up of the vendor that invented them. */
const FORGEABLE = new Set([
  "fastly-client-ip",
  "true-client-ip",
  "x-azure-clientip",
  "x-client-ip",
  "x-original-forwarded-for",
]);

const hasProof = ({ identity, secret }: ParsedHop): boolean =>
  identity !== undefined || secret !== undefined;
const isVisible = ({ tells }: ParsedHop): boolean => tells.kind !== "source-address";
const hides = (hop: ParsedHop | undefined): boolean => hop?.tells.kind === "nothing";

/**
 * Whether the identity is built from names of Kubernetes, as Istio's are. Such names have no
 * character that could end an element of X-Forwarded-Client-Cert.
 */
const isOfMesh = (uri: string): boolean =>
  /^spiffe:\/\/[a-z\d.-]+\/ns\/[a-z\d-]+\/sa\/[a-z\d.-]+$/.test(uri);

const CHECKS: readonly Check[] = [
  {
    cause: "sharedNotOutermost",
    looksOutside: true,
    applies: (hop, _inside, outside) => isInnerCdn(hop, outside),
  },
  { cause: "loopbackNotInnermost", applies: (hop, inside) => isOuterLoopback(hop, inside) },
  {
    cause: "outermostHides",
    looksOutside: true,
    // If an inner hop keeps the source address, this one stands for connections that lost theirs
    // (TOA).
    applies: (hop, inside, outside) =>
      hides(hop) &&
      !outside.some((outer) => isVisible(outer)) &&
      !inside.some(({ tells }) => tells.kind === "source-address"),
  },
  {
    cause: "hiddenWithoutProof",
    applies: (hop, inside) =>
      isVisible(hop) && !hasProof(hop) && hides(inside.find((inner) => isVisible(inner))),
  },
  {
    cause: "secretUsedInside",
    applies: (hop, inside) =>
      hop.secret !== undefined &&
      inside.some(({ secret }) => secret?.header === hop.secret?.header),
  },
  {
    cause: "widePrivateRange",
    applies: (hop, inside) =>
      !hasProof(hop) &&
      hop.tells.kind !== "nothing" &&
      isWidePrivate(hop) &&
      !isWholePlatform(hop, inside),
  },
  {
    cause: "anyNearest",
    applies: (hop, inside) =>
      hop.address?.isSelective === false &&
      !hasProof(hop) &&
      !inside.some((inner) => isVisible(inner)),
  },
  {
    cause: "wideRange",
    applies: (hop, inside) =>
      !hasProof(hop) &&
      hop.address !== undefined &&
      (hop.address.isSelective
        ? hop.address.share > WIDE_SHARE
        : inside.some((inner) => isVisible(inner))),
  },
  {
    cause: "linkLocal",
    applies: (hop) =>
      !hasProof(hop) &&
      hop.tells.kind !== "nothing" &&
      hop.address?.isSelective === true &&
      prefixesOverlap(hop.address, LINK_LOCAL),
  },
  {
    cause: "sidecarBelieved",
    applies: ({ address, tells }) => address?.sidecar === true && tells.kind !== "nothing",
  },
  { cause: "liveListRefused", applies: ({ address }) => hasRefused(address) },
  { cause: "liveListPending", applies: ({ address }) => hasPending(address) },
  { cause: "liveListStale", applies: ({ address }) => hasStale(address) },
  { cause: "invokerBelieved", applies: (hop) => hop.address?.invoker === true && !hasProof(hop) },
  { cause: "externalAddress", applies: ({ tells }) => tells.kind === "external-address" },
  {
    cause: "xfccLast",
    looksOutside: true,
    applies: ({ xfcc }, _inside, outside) =>
      xfcc === "last" &&
      outside.findLast((outer) => isVisible(outer))?.identity?.every((uri) => isOfMesh(uri)) !==
        true,
  },
  {
    cause: "forgeableHeader",
    applies: ({ tells }) => "header" in tells && FORGEABLE.has(tells.header),
  },
  { cause: "sharedWithoutProof", applies: (hop) => hop.shared && !hasProof(hop) },
  {
    cause: "cgnatNotPrivate",
    applies: ({ address, required }) =>
      address !== undefined &&
      // If it is required, a request from 100.64.0.0/10 is unresolved: no proxy becomes the client.
      !required &&
      address.ranges.some(
        ({ family, first, last }) =>
          family === 4 && first <= RFC1918!.first && last >= RFC1918!.last,
      ) &&
      !overlap(address, CGNAT),
  },
  {
    cause: "identityWithoutAddress",
    applies: ({ identity, address, required }, inside) =>
      identity !== undefined &&
      address === undefined &&
      !required &&
      !hides(inside.find((inner) => isVisible(inner))),
  },
  {
    cause: "shortSecret",
    applies: ({ secret }) => secret?.values.some(({ length }) => length < 16) === true,
  },
  {
    cause: "schemeOfInnerLink",
    looksOutside: true,
    applies: (hop, inside, outside) => {
      // A request through a hop that hides its peer has no client, and so no scheme.
      if (outside.length > 0 || hides(hop)) return false;
      const { proto, host } = beliefsOf(hop, inside);
      return proto === INNER_LINK || host === INNER_LINK;
    },
  },
  {
    cause: "secretWithoutAddress",
    applies: ({ secret, address }) => secret !== undefined && address === undefined,
  },
];

const OUTSIDE_CHECKS = CHECKS.filter(({ looksOutside }) => looksOutside);

/**
 * What tells, as often as it is asked, what may be unwise in a configuration that satisfies all
 * rules.
 *
 * @param accept codes of findings that are left out
 * @param isText whether the configuration is text that is not JSON
 * @throws ClientIpError `bad-field` for a code that does not exist
 */
export function linterOf(
  config: ParsedConfig,
  path: CompiledPath,
  accept: readonly unknown[],
  isText: boolean,
): () => readonly Finding[] {
  const accepted = parseAccept(accept);
  return () =>
    Object.freeze(findingsOf(config, path, isText).filter(({ code }) => !accepted.has(code)));
}

function parseAccept(accept: readonly unknown[]): ReadonlySet<unknown> {
  const known = new Set<unknown>(Object.values(FINDINGS).map(({ code }) => code));
  for (const code of accept) if (!known.has(code)) failField("accept", code, ACCEPTED);
  return new Set(accept);
}

function findingsOf(config: ParsedConfig, { sequences }: CompiledPath, isText: boolean): Finding[] {
  if (config.kind === "count") return [findingOf("hopCount", "proxy 1")];
  const found = new Map<string, Finding>();
  const seen = new Set<ParsedHop>();
  for (const hops of sequences) {
    hops.forEach((hop, index) => {
      const inside = hops.slice(index + 1);
      const outside = hops.slice(0, index);
      // Only what is outside a hop differs between entry points that share it.
      const checks = seen.has(hop) ? OUTSIDE_CHECKS : CHECKS;
      seen.add(hop);
      for (const { cause } of checks.filter(({ applies }) => applies(hop, inside, outside))) {
        found.set(`${cause} ${hop.name}`, findingOf(cause, hop.name));
      }
    });
  }
  const [first] = sequences[0] ?? [];
  if (isText && isPrivate(first)) {
    found.set("privateText", findingOf("privateText", first.name));
  }
  // A wrong order comes first: it may cause the other findings.
  const all = [...found.values()];
  return [...all.filter((one) => isOrder(one)), ...all.filter((one) => !isOrder(one))];
}

function isPrivate(hop: ParsedHop | undefined): hop is ParsedHop {
  return hop?.repeat === true && hop.address !== undefined && prefixesOverlap(hop.address, PRIVATE);
}

function isOrder({ code }: Finding): boolean {
  return code === "shared-not-outermost" || code === "loopback-not-innermost";
}

function findingOf(cause: keyof typeof FINDINGS, hop: string): Finding {
  const { code, severity, message, remedy } = FINDINGS[cause];
  return { code, severity, hop, message, remedy };
}

/**
 * Whether it has 65,536 or more private addresses (IPv6: /64 networks) without being a
 * `wide-range`.
 */
function isWidePrivate({ address }: ParsedHop): boolean {
  if (address === undefined || address.share > WIDE_SHARE) return false;
  // Most ranges are smaller, and need no comparison.
  return address.ranges
    .filter((range) => sizeOf(range) >= WIDE_PRIVATE[range.family])
    .some((range) => PRIVATE.ranges.some((part) => isWidelyShared(range, part)));
}

/**
 * Whether the hop is required, innermost, and may have any private address. That describes a
 * platform on which every connection comes from its router.
 */
function isWholePlatform({ address, required }: ParsedHop, inside: readonly ParsedHop[]): boolean {
  return (
    required &&
    address !== undefined &&
    !inside.some((inner) => isVisible(inner)) &&
    WHOLE_PRIVATE.ranges.every((range) => isInside(range, address))
  );
}

/** Whether two ranges have at least {@link WIDE_PRIVATE} addresses in common. */
function isWidelyShared(one: Interval, other: Interval): boolean {
  const first = one.first > other.first ? one.first : other.first;
  const last = one.last < other.last ? one.last : other.last;
  const { family } = one;
  return family === other.family && sizeOf({ family, first, last }) >= WIDE_PRIVATE[family];
}

function sizeOf({ first, last }: Interval): bigint {
  return last - first + 1n;
}
