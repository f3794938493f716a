import type { Resolution } from "../../packages/core/src/index.ts";
import type { ProxyProgram } from "../proxies/run-proxy.ts";
import type { NetworkPlan } from "./network.ts";

/** What one host does on a file of the scenario's folder in examples/topologies, or of one beside it: `../nginx/app.conf`. */
export interface Task<Name extends string> {
  readonly on: Name;
  readonly file: string;
  /** `sh` and `nft` run to their end; a proxy runs as long as the scenario. */
  readonly runs: ProxyProgram | "sh" | "nft";
  /** Where a proxy listens when it is ready. */
  readonly port?: number;
  /** Its user and group as numbers, such as `1337:1337`; root unless told. */
  readonly as?: string;
}

/** What the application says of a caller. */
export type Seen = Pick<Resolution, "status" | "via" | "proof"> &
  Partial<Resolution> & { readonly clientIp: string | undefined };

/** One call, and what comes of it. */
export interface Visit<Name extends string> {
  /** Continues the sentence that begins with the caller's name, such as "forges X-Forwarded-For". */
  readonly what: string;
  readonly from: Name;
  readonly to: string;
  /** Header lines. */
  readonly sends?: readonly string[];
  /** Bytes in front of the request, such as a PROXY header. */
  readonly begins?: string;
  /** Further options of curl, which does not know such bytes. /etc/mesh in them is the scenario's directory. */
  readonly options?: readonly string[];
  /** The caller's user and group as numbers, such as `65534:65534`; root unless told. */
  readonly as?: string;
  /** A shell command that a host runs first; whatever it changes stays. /run/app in it is the scenario's directory. */
  readonly after?: { readonly on: Name; readonly run: string };
  /** What the application sees, or why there is no answer: `no answer`, `connection closed`, `HTTP 400` … */
  readonly sees: Seen | string;
}

/** One way of keeping a source address: what stands where, what is done, what the application sees. */
export interface Plan<Name extends string> {
  /** Its folder in examples/topologies, path.ts included, and its page in docs/topologies. */
  readonly name: string;
  readonly title: string;
  /** Markdown: what this is, and who has it. */
  readonly about: string;
  readonly hosts: NetworkPlan<Name>;
  /** The drawing's arrows: from, what travels, to. */
  readonly drawing: readonly (readonly [from: Name, what: string, to: Name])[];
  /** Where the application runs. */
  readonly app: Name;
  /** Applications of serve.ts, each of which is tried. */
  readonly applications: readonly string[];
  /** Where the application listens, in the scenario's own directory if it is a name; port 3000 unless told. */
  readonly socket?: string;
  /** What is done in turn before the application starts. */
  readonly tasks: readonly Task<Name>[];
  /** Ways to do it that come to the same, each of which is tried: what is done after the tasks. */
  readonly variants?: Readonly<Record<string, readonly Task<Name>[]>>;
  /** Makes what the files need in the directory that stands for /etc/mesh, /etc/ssl/app and /run/app. */
  readonly prepare?: (directory: string) => void;
  readonly visits: readonly Visit<Name>[];
  /** Further files of the folder to show, such as Kubernetes manifests. */
  readonly manifests?: readonly string[];
  /** Markdown, one a trap. */
  readonly traps: readonly string[];
}

/** A client that was resolved, by the hops told, the proof of the weakest, and what else is of interest. */
export function resolved(
  clientIp: string,
  via: readonly string[],
  proof: Resolution["proof"],
  more: Partial<Resolution> = {},
): Seen {
  return { clientIp, status: "resolved", via, proof, ...more };
}

/** A client that was refused. */
export function unresolved(
  status: Exclude<Resolution["status"], "resolved">,
  via: readonly string[],
  proof: Resolution["proof"],
  more: Partial<Resolution> = {},
): Seen {
  return { clientIp: undefined, status, via, proof, ...more };
}

/** A forged list of the kinds of header in which clients are told, for {@link Visit.sends}. */
export const forgedHeaders: readonly string[] = [
  "X-Forwarded-For: 6.6.6.6",
  "X-Envoy-External-Address: 6.6.6.6",
  "X-Real-IP: 6.6.6.6",
  "Forwarded: for=6.6.6.6",
];
