import type { Evidence, Resolution, Resolver } from "@client-ip/core";
import type { WarningCode } from "./codes.ts";
import { networkOf } from "./network.ts";
import { platformHint } from "./platform.ts";
import { warnOnce } from "./warn-once.ts";

/** A resolution with its evidence and resolver. */
interface Answered {
  readonly resolution: Resolution;
  readonly evidence: Evidence;
  /** How many PROXY hops the path has. */
  readonly proxyHops: number;
  /** The peer's network; "" without a peer. */
  readonly network: string;
}

/** A kind of answer for which the configuration has to change. */
interface Rule {
  readonly code: WarningCode;
  readonly applies: (answered: Answered) => boolean;
  /** Warned of once for each network, or once for the process. */
  readonly once: "network" | "process";
  readonly message: (answered: Answered) => string;
}

/** The peer of an application behind an Istio sidecar that works by redirection. */
const SIDECARS: ReadonlySet<string | undefined> = new Set(["127.0.0.6", "::6"]);

const RULES: readonly Rule[] = [
  {
    code: "CLIENT_IP_UNCONFIGURED",
    applies: ({ resolution }) => resolution.status === "unconfigured",
    once: "network",
    message: ({ network, evidence }) =>
      `Got ${headerIn(evidence)} from ${network}, but no hop is configured. ${platformHint(process.env)}`,
  },
  {
    code: "CLIENT_IP_UNRECOGNIZED_PROXY",
    applies: ({ resolution }) => resolution.warnings.includes("unrecognized-proxy"),
    once: "network",
    message: ({ network, evidence }) =>
      `Got ${headerIn(evidence)} from ${network}, which is not in your path, so its own address ` +
      "was used as the client. If it is a proxy, add it to the path.",
  },
  {
    code: "CLIENT_IP_PROXY_UNREAD",
    applies: ({ resolution, evidence, proxyHops }) =>
      resolution.status === "missing" && proxyHops > 0 && evidence.proxyProtocol === undefined,
    once: "process",
    message: () =>
      "The path has a PROXY hop, but its header is not taken off the connection: " +
      "call acceptProxyProtocol(server, resolver).",
  },
  {
    code: "CLIENT_IP_SIDECAR",
    applies: ({ resolution: { status, via, peer } }) =>
      status === "hidden" && via.length === 0 && SIDECARS.has(peer),
    once: "process",
    message: ({ resolution: { peer } }) =>
      `${peer} is a mesh's sidecar on this machine, and any workload of the mesh may be behind it. ` +
      "This looks like Istio: clientIp(istio({ gateway: 'istio-system/istio-ingressgateway-service-account', mode: 'sidecar' })).",
  },
];

/** Warns of an answer that only a change of the configuration can improve. */
export function warnOfResolution(
  resolution: Resolution,
  evidence: Evidence,
  { proxyHops }: Pick<Resolver, "proxyHops">,
): void {
  const { status, peer, warnings } = resolution;
  // Fast path for nearly every request.
  if (status === "resolved" && warnings.length === 0) return;
  const network = peer === undefined ? "" : networkOf(peer);
  const answered: Answered = { resolution, evidence, proxyHops, network };
  const rule = RULES.find(({ applies }) => applies(answered));
  if (rule === undefined) return;
  warnOnce(rule.code, rule.once === "network" ? network : "", () => rule.message(answered));
}

/** The best known of the headers that revealed the proxy. Never its contents. */
function headerIn({ rawHeaders, headers = {} }: Evidence): string {
  const known = ["X-Forwarded-For", "Forwarded", "X-Real-IP"];
  const names = new Set([...rawHeaders, ...Object.keys(headers)].map((name) => name.toLowerCase()));
  return known.find((name) => names.has(name.toLowerCase())) ?? "forwarding headers";
}
