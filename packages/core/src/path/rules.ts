import type { AddressSet } from "../address/address-set.ts";
import { prefixesOverlap } from "../address/address-set.ts";
import { ClientIpError } from "../errors.ts";
import { MAX_HOPS } from "../limits.ts";
import { CLOUD_RUN_RULE } from "./cloud-run-rule.ts";
import { identitySourceOf } from "./identity-source.ts";
import { PUBLIC_ID_RULE } from "./public-id-rule.ts";
import { failReversed } from "./reversed.ts";
import type { Hops, Rule } from "./rule.ts";
import { proxyRemedy, sharedRemedy, twiceRemedy } from "./shared-remedy.ts";
import { STATEMENT_RULES } from "./statement-rules.ts";
import type { ParsedHop } from "../config/parse-hop.ts";
import { EXTERNAL_ADDRESS } from "../config/parse-tells.ts";

const keepsSource = (hop: ParsedHop): boolean => hop.tells.kind === "source-address";
const isList = (hop: ParsedHop): boolean => hop.tells.kind === "list";
const isValue = (hop: ParsedHop): boolean =>
  hop.tells.kind === "value" || hop.tells.kind === "external-address";
const readsHeader = (hop: ParsedHop): boolean =>
  isList(hop) || isValue(hop) || hop.tells.kind === "forwarded";

/** The next outer hop that can be recognized. */
export const nextOuter = (outside: readonly ParsedHop[]): ParsedHop | undefined =>
  outside.findLast((hop) => !keepsSource(hop));

const RULES: readonly Rule[] = [
  {
    code: "no-who",
    violation: (hop) =>
      !keepsSource(hop) &&
      hop.address === undefined &&
      hop.identity === undefined &&
      hop.secret === undefined &&
      "a hop that any client could be",
    expected: "address, identity or secret: WHO the hop is",
    remedy:
      "Add the proxy's address or range. address: 'any' says that only the number of proxies is known.",
  },
  {
    code: "source-address-with-who",
    violation: (hop) =>
      keepsSource(hop) &&
      (hop.address !== undefined || hop.identity !== undefined || hop.secret !== undefined) &&
      "a source-address hop with address, identity or secret",
    expected: "no address, identity or secret",
    remedy: "Remove them: the application never sees a hop that keeps the source address.",
  },
  {
    code: "proxy-without-address",
    violation: (hop) =>
      hop.tells.kind === "proxy-protocol" &&
      (hop.address === undefined || hop.secret !== undefined || hop.identity !== undefined) &&
      "a PROXY hop that is not known by its address alone",
    expected: "address, and neither identity nor secret",
    remedy: "Give the addresses that may send a PROXY header: it belongs to the connection.",
  },
  {
    code: "identity-without-carrier",
    violation: (hop, inside) =>
      hop.identity !== undefined &&
      identitySourceOf(inside) === undefined &&
      "an identity that no evidence can prove",
    expected:
      "a next inner hop with xfcc, or a place at the socket, where the client certificate proves it",
    remedy:
      "Add xfcc: 'last' to the sidecar inside this hop, if it writes X-Forwarded-Client-Cert, or give the hop's address.",
  },
  {
    code: "ca-without-certificate",
    violation: (hop, inside) =>
      hop.ca !== undefined &&
      (hop.identity === undefined || identitySourceOf(inside) !== "certificate") &&
      "a pinned CA without a client certificate that it could have signed",
    expected: "ca beside an identity that the socket's client certificate proves",
    remedy:
      "Remove ca: X-Forwarded-Client-Cert names no CA, and the sidecar that writes it says which one it takes.",
  },
  {
    code: "xfcc-not-innermost",
    violation: (hop, inside) =>
      hop.xfcc !== undefined && inside.length > 0 && "an xfcc hop that is not innermost",
    expected: "the sidecar as the last hop of the path",
    remedy: "Check whether the path is reversed: it runs from the client to the application.",
  },
  {
    code: "sidecar-not-innermost",
    violation: (hop, inside) =>
      hop.address?.sidecar === true && inside.length > 0 && "127.0.0.6 in a hop that is not last",
    expected: "the sidecar (127.0.0.6, ::6) as the last hop of the path",
    remedy: "Check whether the path is reversed: it runs from the client to the application.",
  },
  {
    code: "invoker-not-innermost",
    violation: (hop, inside) =>
      hop.address?.invoker === true && inside.length > 0 && "'invoker' in a hop that is not last",
    expected: "what invokes the function as the last hop of the path",
    remedy: "Check whether the path is reversed: it runs from the client to the application.",
  },
  {
    code: "xfcc-without-address",
    violation: (hop) =>
      hop.xfcc !== undefined &&
      !keepsSource(hop) &&
      hop.address?.isSelective !== true &&
      "xfcc from a hop that any client could be",
    expected: "a selective address of the hop that writes X-Forwarded-Client-Cert",
    remedy: "Give the sidecar's address: ['127.0.0.6', '::6'] for Istio under REDIRECT.",
  },
  {
    code: "xfcc-without-address",
    looksOutside: true,
    violation: (hop, _inside, outside) =>
      hop.xfcc !== undefined &&
      keepsSource(hop) &&
      isUnnamed(nextOuter(outside)) &&
      "xfcc from a sidecar that keeps the source address, about a hop without an address",
    expected: "a selective address of the next outer hop",
    remedy:
      "Under TPROXY only its address shows that a peer is the gateway: add the gateway's pod range.",
  },
  {
    code: "repeat-without-list",
    violation: (hop) =>
      hop.repeat &&
      !isList(hop) &&
      hop.tells.kind !== "forwarded" &&
      "repeat on a hop that tells no list",
    expected: "tells: 'x-forwarded-for', { list } or 'forwarded'",
    remedy: "Write the hops one by one, or leave repeat out.",
  },
  {
    code: "repeat-with-proof",
    violation: (hop) =>
      hop.repeat &&
      (hop.identity !== undefined || hop.secret !== undefined || hop.xfcc !== undefined) &&
      "repeat with identity, secret or xfcc",
    expected: "repeat with an address alone: each proof is good for one hop",
    remedy: "Write the proven hop separately, and the repeated ones by address.",
  },
  {
    code: "repeat-any",
    violation: (hop) =>
      hop.repeat &&
      hop.address?.isSelective === false &&
      "repeat with a range that holds all addresses",
    expected: "the proxies' own ranges",
    remedy: "Give the ranges, or use { hops: N }: a client could add any number of proxies.",
  },
  {
    code: "repeat-swallows-next",
    looksOutside: true,
    violation: (hop, _inside, outside) =>
      hop.repeat &&
      swallows(hop.address, nextOuter(outside)) &&
      "a repeat range that can hold the next outer hop",
    expected: "ranges that tell the hops apart",
    remedy:
      "Give the next hop addresses outside the range, or merge the two: it would be taken for one more of these.",
  },
  {
    code: "proxy-outside-header",
    violation: (hop, inside) => {
      if (hop.tells.kind !== "proxy-protocol") return false;
      const inner = inside.find((one) => readsHeader(one));
      return inner !== undefined && `a PROXY header that ended at "${inner.name}", sent by`;
    },
    expected: "PROXY hops between the header hops and the application",
    remedy: proxyRemedy,
  },
  {
    code: "list-outside-value",
    violation: (hop, inside) =>
      isList(hop) &&
      inside.some((inner) => isValue(inner) || inner.tells.kind === "forwarded") &&
      "a list hop outside a hop that tells by a value or Forwarded",
    expected: "the list for both",
    remedy: "Let both tell 'x-forwarded-for': the inner proxy appended to the list too.",
  },
  {
    code: "trusted-hops-not-outermost",
    looksOutside: true,
    violation: (hop, _inside, outside) =>
      hop.tells.kind === "external-address" &&
      hop.tells.trustedHops > 0 &&
      outside.length > 0 &&
      `${EXTERNAL_ADDRESS} with trustedHops inside another hop`,
    expected: "the outermost hop",
    remedy: "Leave those hops out of the path: Envoy has skipped them.",
  },
  {
    code: "list-inside-external-address",
    violation: (hop, inside) =>
      hop.tells.kind === "external-address" &&
      inside.some((inner) => isList(inner)) &&
      `a list hop inside ${EXTERNAL_ADDRESS}`,
    expected: "a chain of x-forwarded-for hops",
    remedy: "Let Envoy tell 'x-forwarded-for' too: the list grew after Envoy wrote the address.",
  },
  {
    code: "header-read-twice",
    violation: (hop, inside) =>
      isValue(hop) &&
      inside.some((inner) => sameHeader(hop, inner)) &&
      "one single-value header for two hops",
    expected: "one hop for each single-value header",
    remedy: twiceRemedy,
  },
  {
    code: "shared-hop-unproven",
    violation: ({ shared, anyCustomer, secret, identity }) =>
      shared &&
      !anyCustomer &&
      secret === undefined &&
      identity === undefined &&
      "addresses that all customers of the vendor share, without a second proof",
    expected: "a secret or an identity beside the addresses",
    remedy: ({ name }, text) => sharedRemedy(name, text),
  },
  PUBLIC_ID_RULE,
  CLOUD_RUN_RULE,
  ...STATEMENT_RULES,
];

const OUTSIDE_RULES = RULES.filter(({ looksOutside }) => looksOutside);

/**
 * Checks the complete sequences of hops of a path, each outermost first.
 *
 * @param text the text that the path was read from, for errors
 * @throws ClientIpError for the first rule that is violated
 */
export function checkSequences(sequences: readonly Hops[], text?: string): void {
  const seen = new Set<ParsedHop>();
  for (const hops of sequences) checkSequence(hops, seen, text);
}

function checkSequence(hops: Hops, seen: Set<ParsedHop>, text?: string): void {
  if (hops.length > MAX_HOPS) {
    throw new ClientIpError({
      code: "too-many-hops",
      given: `${hops.length} hops`,
      expected: `at most ${MAX_HOPS}`,
      remedy: "Use a range with repeat: true: it stands for any number of proxies.",
    });
  }
  hops.forEach((hop, index) => {
    const inside = hops.slice(index + 1);
    const outside = hops.slice(0, index);
    // Only what is outside a hop differs between entry points that share it.
    const rules = seen.has(hop) ? OUTSIDE_RULES : RULES;
    seen.add(hop);
    const violated = rules.find(({ violation }) => violation(hop, inside, outside) !== false);
    if (violated !== undefined) fail(violated, hops, index, text);
  });
}

function fail(
  { code, violation, expected, remedy }: Rule,
  hops: Hops,
  index: number,
  text?: string,
): never {
  const hop = hops[index]!;
  const violated = violation(hop, hops.slice(index + 1), hops.slice(0, index));
  const mended = typeof remedy === "string" ? remedy : remedy(hop, text);
  // A wrong order is looked for first: it may cause the other violations.
  const alone = code !== "shared-hop-unproven" && violation(hop, [], []) !== false;
  if (!alone) failReversed(hops, mended, text);
  const given = `${String(violated)} ("${hop.name}")`;
  throw new ClientIpError({ code, given, expected, remedy: mended });
}

function isUnnamed(hop: ParsedHop | undefined): boolean {
  return hop?.identity !== undefined && hop.address?.isSelective !== true;
}

/**
 * Whether the next outer hop could be taken for one more in the range. Only other addresses prevent
 * it.
 */
function swallows(range: AddressSet | undefined, next: ParsedHop | undefined): boolean {
  if (range === undefined || next === undefined) return false;
  return next.address?.isSelective !== true || prefixesOverlap(range, next.address);
}

function sameHeader({ tells: a }: ParsedHop, { tells: b }: ParsedHop): boolean {
  if (a.kind === "external-address") return b.kind === "external-address";
  // `list-outside-value` refuses a list outside a value.
  return a.kind === "value" && (b.kind === "value" || b.kind === "list") && a.header === b.header;
}
