import { overlap, prefixesOverlap } from "../address/address-set.ts";
import type { CompiledPath } from "./compile-path.ts";
import { parseAddressSet } from "../address/parse-address-set.ts";
import { failField } from "../errors.ts";
import type { ParsedHop } from "../config/parse-hop.ts";
import type { ParsedConfig } from "../config/parse-config.ts";
import { FINDINGS } from "./findings.ts";
import { hasPending, hasRefused, hasStale } from "./live-findings.ts";
import { privateTextOf } from "./private-text.ts";
import { beliefsOf, INNER_LINK } from "./statements.ts";
import { hasProof, isSecretSpent } from "./proof.ts";
import { isInnerCdn, isOuterLoopback } from "./reversed.ts";
import { isWholePlatform, isWidePrivate, WIDE_SHARE } from "./wide-private.ts";

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

const isVisible = ({ tells }: ParsedHop): boolean => tells.kind !== "source-address";
const isNearest = (inside: readonly ParsedHop[]): boolean => !inside.some((hop) => isVisible(hop));
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
    applies: isSecretSpent,
  },
  {
    cause: "widePrivateRange",
    applies: (hop, inside) =>
      !hasProof(hop) &&
      hop.tells.kind !== "nothing" &&
      isWidePrivate(hop) &&
      !(isNearest(inside) && isWholePlatform(hop)),
  },
  {
    cause: "anyNearest",
    applies: (hop, inside) =>
      hop.address?.isSelective === false && !hasProof(hop) && isNearest(inside),
  },
  {
    cause: "wideRange",
    applies: (hop, inside) =>
      !hasProof(hop) &&
      hop.address !== undefined &&
      (hop.address.isSelective ? hop.address.share > WIDE_SHARE : !isNearest(inside)),
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
 * Lists what may be unwise in a configuration that satisfies all rules. The function that it
 * returns lists it anew each time, with live lists as they are then.
 *
 * @param accept codes of findings that are left out
 * @param text the text that the path was read from, if that is no JSON
 * @throws ClientIpError `bad-field` for a code that does not exist
 */
export function linterOf(
  config: ParsedConfig,
  path: CompiledPath,
  accept: readonly unknown[],
  text: string | undefined,
): () => readonly Finding[] {
  const accepted = parseAccept(accept);
  return () =>
    Object.freeze(findingsOf(config, path, text).filter(({ code }) => !accepted.has(code)));
}

function parseAccept(accept: readonly unknown[]): ReadonlySet<unknown> {
  const known = new Set<unknown>(Object.values(FINDINGS).map(({ code }) => code));
  for (const code of accept) if (!known.has(code)) failField("accept", code, ACCEPTED);
  return new Set(accept);
}

function findingsOf(
  config: ParsedConfig,
  { sequences }: CompiledPath,
  text: string | undefined,
): Finding[] {
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
  const asText = first === undefined || text === undefined ? undefined : privateTextOf(first, text);
  if (first !== undefined && asText !== undefined) {
    const { cause, remedy } = asText;
    found.set(cause, { ...findingOf(cause, first.name), remedy });
  }
  // A wrong order comes first: it may cause the other findings.
  const all = [...found.values()];
  return [...all.filter((one) => isOrder(one)), ...all.filter((one) => !isOrder(one))];
}

function isOrder({ code }: Finding): boolean {
  return code === "shared-not-outermost" || code === "loopback-not-innermost";
}

function findingOf(cause: keyof typeof FINDINGS, hop: string): Finding {
  const { code, severity, message, remedy } = FINDINGS[cause];
  return { code, severity, hop, message, remedy };
}
