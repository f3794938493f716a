import type { Evidence, ExplanationStep, Resolution, Resolver } from "@client-ip/core";
import { canonicalAddress } from "@client-ip/core/internal";
import { forwardingLines, withoutSecrets } from "./forwarding-lines.ts";

/** A PROXY header, without its TLVs: they may name a certificate. */
type ShownProxyHeader = Omit<
  Extract<Evidence["proxyProtocol"], readonly unknown[]>[number],
  "tlvs"
>;

/** A step of the walk, without what the path says about the hop. */
interface ShownStep extends Pick<ExplanationStep, "event" | "cursor"> {
  readonly header: string | undefined;
  readonly line: number | undefined;
  readonly element: string | undefined;
}

/** What the diagnostic endpoint says about the request that asks. */
export interface DiagnosticAnswer {
  /** The version of this shape. */
  readonly version: 1;
  /** Canonical text; `unix`, `invoker`, or `null` if the connection was closed. */
  readonly peer: string | null;
  readonly encrypted: boolean | null;
  readonly truncated: boolean;
  /** Names and values in turn: only headers that say something about the client. */
  readonly rawHeaders: readonly string[];
  /** The names of headers that came, and whose values are not shown. */
  readonly masked: readonly string[];
  readonly proxyProtocol: readonly ShownProxyHeader[];
  /** What the application's own path answers; `null` if none is known where the endpoint runs. */
  readonly answer:
    | (Pick<Resolution, "ip" | "status" | "source" | "proof" | "warnings"> & {
        readonly proto: Resolution["proto"] | undefined;
        /** How many hops were passed. Their names may be ranges. */
        readonly hops: number;
        readonly steps: readonly ShownStep[];
      })
    | null;
}

/** @param resolver the one that is bound to the request, if one is. */
export function diagnosticAnswer(
  evidence: Evidence,
  resolver: Resolver | undefined,
): DiagnosticAnswer {
  const { peer, encrypted = null, truncated = false } = evidence;
  return {
    version: 1,
    peer: peer === undefined ? null : (canonicalAddress(peer) ?? peer),
    encrypted,
    truncated,
    ...forwardingLines(evidence.rawHeaders, resolver),
    proxyProtocol: [evidence.proxyProtocol ?? []]
      .flat()
      .map(({ tlvs: _tlvs, ...header }) => header),
    answer: resolver === undefined ? null : ownAnswer(evidence, resolver),
  };
}

function ownAnswer(evidence: Evidence, resolver: Resolver): DiagnosticAnswer["answer"] {
  // Unlike `resolve`, it does not count.
  const { resolution, steps } = resolver.explain(evidence);
  const { ip, status, source, proof, warnings, proto, via } = resolution;
  return {
    ip,
    status,
    source,
    proof,
    warnings,
    proto,
    hops: via.length,
    steps: steps.map(({ event, header, line, element, cursor }) => {
      const shown = element === undefined ? undefined : withoutSecrets(header ?? "", element);
      return { event, header, line, element: shown, cursor };
    }),
  };
}
