import type { Evidence, Resolution, Resolver } from "@client-ip/core";
import { networkNameOf, partsOf } from "@client-ip/core/internal";
import { factSheets } from "@client-ip/presets";
import { warnOfAlarms } from "./alarms.ts";
import type { WarningCode } from "./codes.ts";
import { networkOf } from "./network.ts";
import { platformHint } from "./platform.ts";
import { warnOnce } from "./warn-once.ts";

/** A resolution with its evidence and resolver. */
interface Answered {
  readonly resolution: Resolution;
  readonly evidence: Evidence;
  readonly resolver: Resolver;
}

/** A kind of answer for which the configuration has to change. */
interface Rule {
  readonly code: WarningCode;
  readonly applies: (answered: Answered) => boolean;
  /** Warned of once for each peer's network, each client's, or once for the process. */
  readonly once: "network" | "client" | "process";
  readonly message: (answered: Answered) => string;
  /** Counted apart from others of the code, as `warnOnce` has it. */
  readonly kind?: (answered: Answered) => string;
}

/** The peer of an application behind an Istio sidecar that works by redirection. */
const SIDECARS: ReadonlySet<string | undefined> = new Set(["127.0.0.6", "::6"]);

const RULES: readonly Rule[] = [
  {
    code: "CLIENT_IP_UNCONFIGURED",
    applies: ({ resolution }) => resolution.status === "unconfigured",
    once: "network",
    message: ({ resolution, evidence }) =>
      `Got ${headerIn(evidence)} from ${peerNetwork(resolution)}, but this request has no path. ` +
      `${platformHint(process.env, resolution.peer)} If a path is configured, this code ran ` +
      "before it: put clientIp(path) first, and for a WebSocket write clientIpOf(req, resolver).",
  },
  {
    code: "CLIENT_IP_UNRECOGNIZED_PROXY",
    applies: ({ resolution }) => resolution.warnings.includes("unrecognized-proxy"),
    once: "network",
    message: ({ resolution, evidence }) =>
      `Got ${headerIn(evidence)} from ${peerNetwork(resolution)}, which is not in your path, so its own address ` +
      "was used as the client. If it is a proxy, add it to the path.",
  },
  {
    code: "CLIENT_IP_PROBABLE_PROXY",
    applies: ({ resolution }) => resolution.warnings.includes("probable-proxy"),
    once: "client",
    message: ({ resolution, resolver }) => probableProxy(resolution, resolver),
    // One client with many networks must not use up the warnings of a CDN.
    kind: ({ resolution, resolver }) =>
      `CLIENT_IP_PROBABLE_PROXY ${networkNameIn(resolution, resolver) ?? ""}`,
  },
  {
    code: "CLIENT_IP_PROXY_UNREAD",
    applies: ({ resolution, evidence, resolver }) =>
      resolution.status === "missing" &&
      resolver.proxyHops > 0 &&
      evidence.proxyProtocol === undefined,
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

/** What the last warning was about, or would have been if it had not been emitted before. */
let last: { readonly rule: Rule; readonly resolver: Resolver; readonly about: string } | undefined;

/** Warns of an answer that only a change of the configuration can improve. */
export function warnOfResolution(
  resolution: Resolution,
  evidence: Evidence,
  resolver: Resolver,
): void {
  const { status, peer, warnings } = resolution;
  if (resolver.alarms.length > 0) warnOfAlarms(resolver, peer);
  // Fast path for nearly every request.
  if (status === "resolved" && warnings.length === 0) return;
  const answered: Answered = { resolution, evidence, resolver };
  const rule = RULES.find(({ applies }) => applies(answered));
  if (rule === undefined) return;
  const about = { network: peer ?? "", client: clientIn(resolution), process: "" }[rule.once];
  // Such answers often come in a row: nothing is looked up for the next one.
  if (last?.rule === rule && last.resolver === resolver && last.about === about) return;
  last = { rule, resolver, about };
  warnOnce(rule.code, networkOf(about), () => rule.message(answered), rule.kind?.(answered));
}

/** The peer's network; "" without a peer. */
function peerNetwork({ peer }: Resolution): string {
  return peer === undefined ? "" : networkOf(peer);
}

/** The client, or the address that was refused as one. */
function clientIn({ ip, outermost }: Resolution): string {
  return ip ?? outermost ?? "";
}

/** The CDN that has the client's address. */
function networkNameIn(resolution: Resolution, resolver: Resolver): string | undefined {
  return networkNameOf(partsOf(resolver)?.networks ?? [], clientIn(resolution));
}

function probableProxy(resolution: Resolution, resolver: Resolver): string {
  const client = clientIn(resolution);
  const network = networkNameIn(resolution, resolver);
  const remedy =
    network === undefined
      ? "Add what is missing: the CDN or balancer outside your path, or snat() for a gateway that hides its clients (Docker, k3s, externalTrafficPolicy: Cluster)."
      : `It belongs to ${network}: put '${factSheets[network]?.text ?? network}' in front of your path, client first.`;
  return `A client in ${networkOf(client)} is probably a proxy that is not in your path. ${remedy}`;
}

/** The best known of the headers that revealed the proxy. Never its contents. */
function headerIn({ rawHeaders, headers = {} }: Evidence): string {
  const known = ["X-Forwarded-For", "Forwarded", "X-Real-IP"];
  const names = new Set([...rawHeaders, ...Object.keys(headers)].map((name) => name.toLowerCase()));
  return known.find((name) => names.has(name.toLowerCase())) ?? "forwarding headers";
}
