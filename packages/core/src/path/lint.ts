import type { AddressSet } from "../address/address-set.ts";
import { overlap } from "../address/address-set.ts";
import type { CompiledPath } from "./compile-path.ts";
import type { Interval } from "../address/interval-table.ts";
import { parseAddressSet } from "../address/parse-address-set.ts";
import type { ParsedHop } from "../config/parse-hop.ts";
import { EXTERNAL_ADDRESS } from "../config/parse-tells.ts";
import type { ParsedConfig } from "../config/parse-config.ts";

/** What a finding is about; stable. */
export type FindingCode =
  | "dead-hop"
  | "wide-private-range"
  | "any-nearest"
  | "external-address"
  | "xfcc-last"
  | "forgeable-header"
  | "shared-without-proof"
  | "shared-not-outermost"
  | "cgnat-not-private"
  | "secret-without-address"
  | "identity-without-address"
  | "short-secret"
  | "loopback-not-innermost"
  | "sidecar-believed"
  | "wide-range"
  | "hop-count";

/** Something in a configuration that may be unwise; never fatal. */
export interface Finding {
  readonly code: FindingCode;
  /** The hop's name. */
  readonly hop: string;
  /** What is unwise, as a sentence. */
  readonly message: string;
  /** What would be wiser, as a sentence. */
  readonly remedy: string;
}

interface Check {
  readonly code: FindingCode;
  /** Whether it is true of this hop, given those inside and outside of it (outermost first). */
  readonly applies: (
    hop: ParsedHop,
    inside: readonly ParsedHop[],
    outside: readonly ParsedHop[],
  ) => boolean;
  readonly message: string;
  readonly remedy: string;
}

/** A 64th of a family: an IPv4 /6. */
const WIDE_SHARE = 1 / 64;
const PRIVATE = parseAddressSet(["private", "cgnat"]);
const LOOPBACK = parseAddressSet("loopback");
const CGNAT = parseAddressSet("cgnat");
const [RFC1918] = parseAddressSet("172.16.0.0/12").ranges;

/** Headers that a client can set through the very vendor that is known for them, in its default set-up. */
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

const CHECKS: readonly Check[] = [
  {
    code: "dead-hop",
    // Where the source address is kept inside of it, it stands for connections that have lost theirs (TOA).
    applies: (hop, inside, outside) =>
      hides(hop) &&
      !outside.some((outer) => isVisible(outer)) &&
      !inside.some(({ tells }) => tells.kind === "source-address"),
    message: "The outermost hop hides its peer: no client can ever be resolved.",
    remedy:
      "Keep the source address there (externalTrafficPolicy: Local, PROXY protocol), or describe the proven hop behind it.",
  },
  {
    code: "dead-hop",
    applies: (hop, inside) =>
      isVisible(hop) && !hasProof(hop) && hides(inside.find((inner) => isVisible(inner))),
    message:
      "The hop inside of this one hides it, and it has no proof: no client can ever be resolved.",
    remedy: "Give this hop an identity (with xfcc on the sidecar) or a secret.",
  },
  {
    code: "dead-hop",
    applies: (hop, inside) =>
      hop.secret !== undefined &&
      inside.some(({ secret }) => secret?.header === hop.secret?.header),
    message: "An inner hop has used the secret in this header up: no client can ever be resolved.",
    remedy: "Let each hop set a secret of its own in a header of its own.",
  },
  {
    code: "wide-private-range",
    applies: (hop) => !hasProof(hop) && hop.tells.kind !== "nothing" && isWidePrivate(hop),
    message: "Whoever has an address in this wide private range can name any client.",
    remedy: "Narrow it to the proxies' own subnet, or add identity or secret.",
  },
  {
    code: "any-nearest",
    applies: (hop, inside) =>
      hop.address?.isSelective === false &&
      !hasProof(hop) &&
      !inside.some((inner) => isVisible(inner)),
    message: "Whoever reaches the application directly is believed.",
    remedy: "Name the address of the nearest proxy, and close the port to everybody else.",
  },
  {
    code: "wide-range",
    applies: (hop) =>
      !hasProof(hop) && hop.address?.isSelective === true && hop.address.share > WIDE_SHARE,
    message:
      "The addresses of this hop are a large part of all there are: hardly anybody is told from it.",
    remedy: "Name the proxies' own ranges.",
  },
  {
    code: "sidecar-believed",
    applies: ({ address, tells }) => address?.sidecar === true && tells.kind !== "nothing",
    message:
      "127.0.0.6 is your own sidecar: whatever any pod in the mesh writes into the header comes from there.",
    remedy:
      "Let the sidecar tell 'nothing' with xfcc, and the gateway outside of it be known by identity: istio(). For PROXY protocol close the port to all but the gateway, or keep the source address (TPROXY).",
  },
  {
    code: "external-address",
    applies: ({ tells }) => tells.kind === "external-address",
    message: `${EXTERNAL_ADDRESS} cannot show that an outer balancer was bypassed.`,
    remedy: "Prefer a chain of hops with addresses that tell 'x-forwarded-for'.",
  },
  {
    code: "xfcc-last",
    applies: ({ xfcc }) => xfcc === "last",
    message:
      "The last X-Forwarded-Client-Cert element is as good as the CA's check of what it signs into names.",
    remedy:
      "Set forward_client_cert_details to SANITIZE_SET on the sidecar and write xfcc: 'only'.",
  },
  {
    code: "forgeable-header",
    applies: ({ tells }) => "header" in tells && FORGEABLE.has(tells.header),
    message: "A client can set this header itself through the vendor's default set-up.",
    remedy: "Make sure that the hop overwrites it on every request, or use another header.",
  },
  {
    code: "shared-without-proof",
    applies: (hop) => hop.shared && !hasProof(hop),
    message: "Other customers of this vendor can send requests from these addresses.",
    remedy: "Add a secret header, or the identity of its client certificate.",
  },
  {
    code: "shared-not-outermost",
    applies: (hop, _inside, outside) => hop.shared && outside.some((outer) => isVisible(outer)),
    message: "A CDN stands inside another hop.",
    remedy: "Perhaps your path is reversed: it runs from the client to the application.",
  },
  {
    code: "loopback-not-innermost",
    applies: ({ address }, inside) =>
      isOnly(address, LOOPBACK) &&
      inside.some((inner) => inner.address !== undefined && !overlap(inner.address, LOOPBACK)),
    message: "A hop on loopback stands outside of one on another machine.",
    remedy: "Perhaps your path is reversed: it runs from the client to the application.",
  },
  {
    code: "cgnat-not-private",
    applies: ({ address }) =>
      address !== undefined &&
      address.ranges.some(
        ({ family, first, last }) =>
          family === 4 && first <= RFC1918!.first && last >= RFC1918!.last,
      ) &&
      !overlap(address, CGNAT),
    message: "100.64.0.0/10, which some clouds and meshes use inside, is not in `private`.",
    remedy: "If your proxies have such addresses, add 'cgnat'.",
  },
  {
    code: "identity-without-address",
    applies: ({ identity, address, required }, inside) =>
      identity !== undefined &&
      address === undefined &&
      !required &&
      !hides(inside.find((inner) => isVisible(inner))),
    message: "When its proof fails, this hop's own address is taken for the client.",
    remedy: "Add its addresses, or required: true.",
  },
  {
    code: "short-secret",
    applies: ({ secret }) => secret?.values.some(({ length }) => length < 16) === true,
    message: "A secret of less than 16 characters can be guessed.",
    remedy: "Make a long random one: openssl rand -hex 32.",
  },
  {
    code: "secret-without-address",
    applies: ({ secret, address }) => secret !== undefined && address === undefined,
    message:
      "Whoever learns the secret can name any client from anywhere; when it is wrong, this hop's own address is taken for the client.",
    remedy: "Add the addresses from which the hop connects.",
  },
];

const COUNT: Finding = {
  code: "hop-count",
  hop: "proxy 1",
  message:
    "A caller who reaches an inner balancer directly is believed: only the number of proxies is known.",
  remedy: "Describe the proxies by address, one hop each.",
};

/** What may be unwise in a configuration that passed all rules. */
export function lint(config: ParsedConfig, { sequences }: CompiledPath): Finding[] {
  if (config.kind === "count") return [COUNT];
  const found = new Map<string, Finding>();
  for (const hops of sequences) {
    hops.forEach((hop, index) => {
      for (const { code, applies, message, remedy } of CHECKS) {
        if (applies(hop, hops.slice(index + 1), hops.slice(0, index))) {
          found.set(`${code} ${hop.name} ${message}`, { code, hop: hop.name, message, remedy });
        }
      }
    });
  }
  return [...found.values()];
}

function isOnly(address: AddressSet | undefined, range: AddressSet): boolean {
  return (
    address !== undefined && address.size > 0 && address.ranges.every((one) => isInside(one, range))
  );
}

/** A range of 65,536 addresses (IPv6: 65,536 subnets) or more in private space, and not in nearly all there is. */
function isWidePrivate({ address }: ParsedHop): boolean {
  if (address !== undefined && address.share > WIDE_SHARE) return false;
  const wide = (address?.ranges ?? []).flatMap((range) =>
    PRIVATE.ranges.map((part) => sharedPart(range, part)),
  );
  return wide.some(({ family, size }) => size >= (family === 4 ? 1n << 16n : 1n << 80n));
}

/** How many addresses two ranges have in common. */
function sharedPart(
  one: Interval,
  other: Interval,
): { readonly family: 4 | 6; readonly size: bigint } {
  const first = one.first > other.first ? one.first : other.first;
  const last = one.last < other.last ? one.last : other.last;
  const size = one.family === other.family && first <= last ? last - first + 1n : 0n;
  return { family: one.family, size };
}

function isInside({ family, first, last }: Interval, set: AddressSet): boolean {
  return set.ranges.some((one) => one.family === family && one.first <= first && last <= one.last);
}
