import type { Evidence } from "./evidence.ts";
import type { Unread } from "./explanation.ts";
import { Explanation } from "./explanation.ts";
import type { Config } from "./config/hop.ts";
import type { Finding } from "./path/lint.ts";
import { lint } from "./path/lint.ts";
import { forwardingHeader } from "./headers/forwarding-headers.ts";
import { isNonPublic } from "./address/non-public.ts";
import { joinedHeader } from "./headers/header-lines.ts";
import { isMemoizable, Memo } from "./walk/memo.ts";
import type { CompiledPath } from "./path/compile-path.ts";
import { compilePath } from "./path/compile-path.ts";
import type { Resolution, Status, Warning } from "./resolution.ts";
import { toResolution } from "./walk/to-resolution.ts";
import type { Presets } from "./config/parse-config.ts";
import { parseConfig } from "./config/parse-config.ts";
import { WalkState } from "./walk/walk-state.ts";
import { Trace } from "./walk/trace.ts";
import { unconfigured } from "./walk/unconfigured.ts";
import { walk } from "./walk/walk.ts";

const DIRECT: CompiledPath = { innermost: undefined, sequences: [], repeats: [], lists: [] };

/** Answers, for one configuration, who the client of a request is. Made by {@link createResolver}. */
export class Resolver {
  /** What may be unwise in the configuration, but can be right; empty when nothing was noticed. */
  readonly findings: readonly Finding[];
  /** How many PROXY headers a connection of this path can carry at most. */
  readonly proxyHops: number;
  readonly #path: CompiledPath;
  readonly #configured: boolean;
  readonly #state: WalkState;
  readonly #memo: Memo | undefined;
  readonly #list: string;

  /** @throws ClientIpError when the configuration cannot be right */
  constructor(config: Config, presets: Presets) {
    const parsed = parseConfig(config, presets);
    this.#configured = parsed.kind !== "unconfigured";
    this.#path = "path" in parsed ? compilePath(parsed.path) : DIRECT;
    this.#state = new WalkState(this.#path.lists.length);
    this.#memo = isMemoizable(this.#path) ? new Memo() : undefined;
    this.#list = this.#path.lists[0] ?? "";
    this.proxyHops = Math.max(0, ...this.#path.sequences.map((hops) => countProxyHops(hops)));
    this.findings = Object.freeze(lint(parsed, this.#path));
  }

  /** The client of a request. Never throws; where nobody trustworthy says it, `ip` is `undefined`. */
  resolve(evidence: Evidence): Resolution {
    const { peer } = evidence;
    const memo = this.#memo;
    if (memo === undefined || peer === undefined) return this.#resolve(evidence);
    const list =
      memo.hasProxy(peer) && evidence.truncated !== true
        ? joinedHeader(evidence, this.#list)
        : undefined;
    if (list !== undefined) {
      return memo.get(peer, list) ?? memo.set(peer, list, this.#resolve(evidence, list));
    }
    const resolution = this.#resolve(evidence);
    if (this.#state.source !== "socket") memo.addProxy(peer);
    return resolution;
  }

  /** As {@link resolve}`().ip`, with nothing made but the text. */
  clientIp(evidence: Evidence): string | undefined {
    return this.#walk(evidence) === "resolved" ? this.#state.address : undefined;
  }

  /** The same walk with its steps written down. For people: it costs more than {@link resolve}. */
  explain(evidence: Evidence): Explanation {
    const trace = new Trace();
    const resolution = this.#resolve(evidence, undefined, trace);
    return new Explanation(resolution, trace.steps, unread(this.#path.lists, this.#state));
  }

  /**
   * Whether the next PROXY header of this connection is to be read: the walk stands at a PROXY hop whose header is missing.
   *
   * @param evidence of the connection: the peer and the PROXY headers read so far, no header lines
   */
  expectsProxyHeader(evidence: Evidence): boolean {
    const status = this.#walk(evidence);
    return status === "missing" && this.#state.walked?.tells.kind === "proxy-protocol";
  }

  /** @param list the header that is remembered with the answer: the walk is to read the same */
  #resolve(evidence: Evidence, list?: string, trace?: Trace): Resolution {
    const state = this.#state;
    const status = this.#walk(evidence, list, trace);
    // One more proxy of a `repeat` range looks just like a client in it.
    for (const range of this.#path.repeats) if (range.matches(state.cursor)) state.proof = "none";
    return toResolution(state, status, warningOf(state, status));
  }

  #walk(evidence: Evidence, list?: string, trace?: Trace): Status {
    const state = this.#state;
    if (!state.begin(evidence, list)) return evidence.peer === undefined ? "no-peer" : "malformed";
    trace?.started(state);
    const status = walk(this.#path.innermost, state, trace);
    return this.#configured ? status : unconfigured(state, status);
  }
}

function unread(headers: readonly string[], { lists }: WalkState): Unread[] {
  const read = lists.map(({ end }, index) => ({ header: headers[index]!, characters: end }));
  return read.filter(({ characters }) => characters > 0);
}

function countProxyHops(hops: CompiledPath["sequences"][number]): number {
  return hops.filter(({ tells }) => tells.kind === "proxy-protocol").length;
}

function warningOf(state: WalkState, status: Status): Warning | undefined {
  if (status !== "resolved") return undefined;
  if (state.stopReason !== "stopped") return state.stopReason;
  const stranger = state.source === "socket" && isNonPublic(state.cursor);
  return stranger && forwardingHeader(state.evidence) !== undefined
    ? "unrecognized-proxy"
    : undefined;
}

/**
 * Makes a resolver.
 *
 * @param config the path to the application, client first: text (`'direct'`, a preset's name, ranges, `'hops=N'`,
 *   JSON), a hop, an array of hops, `{ hops: N }` or `{ path }`; left out, a public peer is the client and a proxy's
 *   is refused
 * @param options `presets`: the functions that a string configuration may call by name
 * @throws ClientIpError when the configuration cannot be right: `code`, what was given, what was expected, the remedy
 */
export function createResolver(
  config?: Config,
  options: { readonly presets?: Presets } = {},
): Resolver {
  return new Resolver(config, options.presets ?? {});
}

/** Whether a value is a resolver rather than a configuration of one; also one of another installed copy of this package. */
export function isResolver(value: unknown): value is Resolver {
  return typeof value === "object" && value !== null && "expectsProxyHeader" in value;
}
