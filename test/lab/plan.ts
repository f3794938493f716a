import type { Seen } from "../harness/reply.ts";
import type { ProxyProgram } from "../harness/proxy-command.ts";
import type { Call } from "./host.ts";
import type { NetworkPlan } from "./network.ts";

export { FORGED_HEADERS } from "../harness/forged.ts";
export { resolved, unresolved } from "../harness/reply.ts";
export type { Seen };

/** Two machines outside, at IPv4 addresses alone. */
export const IPV4_CLIENTS = {
  client: { lans: { outside: "203.0.113.7/24" } },
  neighbor: { lans: { outside: "203.0.113.8/24" } },
} as const;

/** The same at addresses of both families. */
export const CLIENTS = {
  client: { lans: { outside: ["203.0.113.7/24", "2001:db8::7/64"] } },
  neighbor: { lans: { outside: ["203.0.113.8/24", "2001:db8::8/64"] } },
} as const;

/**
 * What one host does on a file of the scenario's folder in examples/topologies, or of one beside
 * it: `../nginx/app.conf`.
 */
export interface Task<Name extends string> {
  readonly on: Name;
  readonly file: string;
  /** `sh` and `nft` run to their end; a proxy runs as long as the scenario. */
  readonly runs: ProxyProgram | "sh" | "nft";
  /** Where a proxy listens when it is ready. The default is 80. */
  readonly port?: number;
  /** Its user and group as numbers, such as `1337:1337`. The default is root. */
  readonly as?: string;
}

/** One call, and what comes of it. */
export interface Visit<Name extends string> extends Call {
  /**
   * Continues the sentence that begins with the caller's name, such as "forges X-Forwarded-For".
   */
  readonly what: string;
  readonly from: Name;
  /**
   * A shell command that a host runs first; what it changes stays. /run/app in it is the scenario's
   * directory.
   */
  readonly after?: { readonly on: Name; readonly run: string };
  /**
   * What the application sees, or why there is no answer: `no answer`, `connection closed`, `HTTP
   * 400` …
   */
  readonly sees: Seen | string;
}

/**
 * One way of keeping a source address: what stands where, what is done, what the application sees.
 */
export interface Plan<Name extends string> {
  /** Its folder in examples/topologies, path.ts included, and its page in docs/topologies. */
  readonly name: string;
  readonly title: string;
  /** Markdown: what this is, and who has it. */
  readonly about: string;
  readonly hosts: NetworkPlan<Name>;
  /** Presets to link to that the path does not call, but that readers may have in front. */
  readonly presets?: readonly string[];
  /** The drawing's arrows: from, what travels, to. */
  readonly drawing: readonly (readonly [from: Name, what: string, to: Name])[];
  /** Where the application runs. */
  readonly app: Name;
  /** Applications of serve.ts, each of which is tried. */
  readonly applications: readonly string[];
  /**
   * Where the application listens, a name in the scenario's own directory. The default is port
   * 3000.
   */
  readonly socket?: string;
  /** What is done in turn before the application starts. */
  readonly tasks: readonly Task<Name>[];
  /** Words of the files to replace, such as names that no name server of the laboratory knows. */
  readonly replace?: Readonly<Record<string, string>>;
  /** Ways to do it that come to the same, each of which is tried: what is done after the tasks. */
  readonly variants?: Readonly<Record<string, readonly Task<Name>[]>>;
  /**
   * Makes what the files need in the directory that stands for /etc/mesh, /etc/ssl/app and
   * /run/app.
   */
  readonly prepare?: (directory: string) => void;
  readonly visits: readonly Visit<Name>[];
  /** Further files of the folder to show, such as Kubernetes manifests. */
  readonly manifests?: readonly string[];
  /** Markdown, one a trap. */
  readonly traps: readonly string[];
}
