import type { Evidence } from "./evidence.ts";
import { Explanation, unreadIn } from "./walk/explanation.ts";
import type { Config, PathOptions } from "./config/hop.ts";
import { type Finding, type FindingCode, linterOf } from "./path/lint.ts";
import { LiveLists } from "./path/live-lists.ts";
import { type PathFacts, pathFactsOf } from "./path/path-facts.ts";
import { isNonPublic } from "./address/non-public.ts";
import { clientCertOf } from "./walk/client-cert.ts";
import { type CompiledPath, compilePath, DIRECT } from "./path/compile-path.ts";
import type { Resolution, Status } from "./resolution.ts";
import { noteParts } from "./path/parts.ts";
import { toResolution } from "./walk/to-resolution.ts";
import type { Names } from "./config/names.ts";
import { parseConfig } from "./config/parse-config.ts";
import { type Networks, parseNetworks } from "./config/networks.ts";
import { checkIsObject, parseOptions } from "./config/resolver-options.ts";
import { WalkState } from "./walk/walk-state.ts";
import { type Alarm, type ResolverStats, Tally } from "./walk/tally.ts";
import { Trace } from "./walk/trace.ts";
import { grade, type Grading, gradingOf } from "./walk/grade.ts";
import { unconfigured } from "./walk/unconfigured.ts";
import { checkEvidence } from "./walk/check-evidence.ts";
import { walk } from "./walk/walk.ts";
import { hasUnreadHeader, warningOf } from "./walk/warning.ts";

/** The options of {@link createResolver}. */
export interface ResolverOptions extends PathOptions, Partial<Names> {
  /** The addresses from which CDNs connect to origins, by name: their clients are probably CDNs. */
  readonly networks?: Networks;
  /** Findings of the path that are right in this deployment: they are left out. */
  readonly accept?: readonly FindingCode[];
}

/**
 * Finds the clients of requests for one configuration. Made by {@link createResolver}.
 *
 * @example Findings at start-up
 * ```ts
 * import { createResolver } from "@client-ip/core";
 *
 * const resolver = createResolver({ address: "10.0.0.0/8", tells: "x-forwarded-for" });
 * resolver.findings.map(({ code }) => code); // -> ["wide-private-range"]
 * ```
 */
export class Resolver {
  /** The CAs that hops of the path pin: the base64 of their DER (X.690), each once. Frozen. */
  readonly cas: readonly string[];
  #facts: PathFacts | undefined;
  readonly #lint: () => readonly Finding[];
  #findings: readonly Finding[] | undefined;
  /** Only if the path has live lists. */
  readonly #live: LiveLists | undefined;
  readonly #path: CompiledPath;
  readonly #unconfigured: boolean;
  readonly #grading: Grading;
  readonly #tally: Tally;
  readonly #state: WalkState;

  /** @throws ClientIpError when the configuration is not valid */
  constructor(config: Config, given: ResolverOptions) {
    checkIsObject(given);
    const { presets = {}, knownWords = {}, env = {}, networks = {}, ...options } = given;
    const parsed = parseConfig(config, { presets, knownWords, env });
    const beside = "options" in parsed ? parsed.options : {};
    const { reserved, accept, ...asked } = parseOptions({ ...beside, ...options });
    const text = "text" in parsed ? parsed.text : undefined;
    this.#unconfigured = parsed.kind === "unconfigured";
    this.#path = "path" in parsed ? compilePath(parsed.path, text) : DIRECT;
    const refresh = (): void => this.#refresh();
    const parts = { path: this.#path, ...asked, networks: parseNetworks(networks), refresh };
    this.#grading = gradingOf(noteParts(this, parts));
    this.#tally = new Tally(this.#path, asked.refusesProbableProxy);
    this.cas = this.#path.cas;
    this.#state = new WalkState(this.#path.lists.length, reserved);
    this.#live = LiveLists.of(this.#path);
    this.#lint = linterOf(parsed, this.#path, accept, text);
  }

  /** What the path reads, and who sends health checks. */
  get facts(): PathFacts {
    return (this.#facts ??= pathFactsOf(this.#path));
  }

  /** The most PROXY headers that a connection of this path can have. */
  get proxyHops(): number {
    return this.facts.proxyHops;
  }

  /** What may be unwise in the configuration. It follows live lists and their age. Frozen. */
  get findings(): readonly Finding[] {
    this.#refresh(this.#live?.hasAged());
    return (this.#findings ??= this.#lint());
  }

  /**
   * How many new versions of live lists this resolver refused, because they violate a rule of the
   * path. The last good version stays in use. `live-list-refused` is among the findings.
   */
  get refusedLists(): number {
    this.#refresh();
    return this.#live?.refused ?? 0;
  }

  #refresh(hasAged = false): void {
    if (this.#live?.refresh() === true || hasAged) this.#findings = undefined;
  }

  /**
   * The client of a request, and how it is known. If no trusted hop reports the client, `ip` is
   * `undefined` and `status` says why.
   *
   * @throws ClientIpError `config-type` for what is no evidence. Never for a request.
   *
   * @example
   * ```ts
   * import { createResolver } from "@client-ip/core";
   *
   * const nginx = { name: "nginx", address: "loopback", tells: "x-forwarded-for" } as const;
   * const resolver = createResolver(nginx);
   * const rawHeaders = ["X-Forwarded-For", "6.6.6.6, 203.0.113.7"];
   * const resolution = resolver.resolve({ peer: "127.0.0.1", rawHeaders });
   * resolution.ip; // -> "203.0.113.7"
   * resolution.via; // -> ["nginx"]
   * resolver.resolve({ peer: "127.0.0.1", rawHeaders: [] }).status; // -> "missing"
   * ```
   */
  resolve(evidence: Evidence): Resolution {
    try {
      const resolution = this.#resolve(evidence);
      return Object.freeze(this.#tally.counted(resolution, this.#state));
    } catch (error) {
      checkEvidence(evidence);
      throw error;
    }
  }

  /**
   * What was answered so far. `explain` does not count, and `clientIp` counts no warnings.
   *
   * @example
   * ```ts
   * import { createResolver } from "@client-ip/core";
   *
   * const resolver = createResolver("loopback");
   * resolver.resolve({ peer: "127.0.0.1", rawHeaders: ["X-Forwarded-For", "203.0.113.7"] });
   * resolver.stats().hops; // -> [{ via: ["loopback"], requests: 1 }]
   * ```
   */
  stats(): ResolverStats {
    return this.#tally.stats;
  }

  /** What the answers so far show together, each once. */
  get alarms(): readonly Alarm[] {
    return this.#tally.alarms;
  }

  /**
   * The client's address alone: `resolve(evidence).ip`, without allocating a {@link Resolution}.
   *
   * @returns canonical text (RFC 5952, IPv4-mapped as IPv4), no port; `undefined` if no trusted hop
   *   reports the client
   *
   * @example
   * ```ts
   * import { createResolver } from "@client-ip/core";
   *
   * const resolver = createResolver("loopback");
   * const rawHeaders = ["X-Forwarded-For", "6.6.6.6, [2001:DB8::1]:4711"];
   * resolver.clientIp({ peer: "127.0.0.1", rawHeaders }); // -> "2001:db8::1"
   * ```
   */
  clientIp(evidence: Evidence): string | undefined {
    const state = this.#state;
    const grading = this.#grading;
    let status = this.#walk(evidence);
    if (grading.refuses) {
      checkEvidence(evidence);
      status = grade(state, status, grading, warningOf(state, status, grading.probableProxies));
    }
    const isAlone = status === "resolved" && this.#tally.isAlone(state.cursor, evidence);
    if (isAlone && grading.refusesProbableProxy) status = "unproven";
    this.#tally.count(status, state.walked, state.cursor);
    return status === "resolved" ? state.address : undefined;
  }

  /**
   * Why {@link Resolver.resolve} answers what it answers: the walk step by step. It costs more.
   * Secrets are never shown.
   *
   * @throws ClientIpError `config-type` for what is no evidence
   *
   * @example From a line of a log
   * ```ts
   * import { createResolver } from "@client-ip/core";
   *
   * const nginx = { name: "nginx", address: "loopback", tells: "x-forwarded-for" } as const;
   * const resolver = createResolver(nginx);
   * const rawHeaders = ["X-Forwarded-For", "203.0.113.7"];
   * const explanation = resolver.explain({ peer: "127.0.0.1", rawHeaders });
   * const lines = String(explanation).split("\n");
   * lines[1]; // -> "nginx: recognized by its address"
   * lines[2]; // -> "nginx: X-Forwarded-For line 1 reports 203.0.113.7"
   * lines[3]; // -> "203.0.113.7 is the client (proof: address)"
   * ```
   */
  explain(evidence: Evidence): Explanation {
    checkEvidence(evidence);
    const trace = new Trace(this.facts.secretHeaders);
    const resolution = Object.freeze(this.#resolve(evidence, trace));
    trace.ended(this.#state, resolution.status);
    return new Explanation(resolution, trace.steps, unreadIn(this.#path.lists, this.#state));
  }

  /**
   * The element of X-Forwarded-Client-Cert that the path's sidecar wrote, with any identity. A
   * program that removes forged elements keeps this one.
   *
   * @returns `undefined` if the sidecar was not recognized, or the element is malformed. A sidecar
   *   that keeps the source address counts only if its element proved an identity of the path.
   */
  clientCert(evidence: Evidence): string | undefined {
    this.#walk(evidence);
    return clientCertOf(this.#state);
  }

  /**
   * Whether the connection must begin with one more PROXY header: the walk reaches a PROXY hop
   * whose header is missing. For servers that read PROXY headers.
   *
   * @param evidence the peer and the PROXY headers read so far; `rawHeaders` is empty
   *
   * @example
   * ```ts
   * import { createResolver } from "@client-ip/core";
   *
   * const resolver = createResolver({ address: "10.0.3.0/24", tells: "proxy-protocol" });
   * resolver.expectsProxyHeader({ peer: "10.0.3.5", rawHeaders: [] }); // -> true
   * resolver.expectsProxyHeader({ peer: "203.0.113.7", rawHeaders: [] }); // -> false
   * ```
   */
  expectsProxyHeader(evidence: Evidence): boolean {
    const status = this.#walk(evidence);
    return status === "missing" && this.#state.walked?.tells.kind === "proxy-protocol";
  }

  #resolve(evidence: Evidence, trace?: Trace): Resolution {
    const state = this.#state;
    const walked = this.#walk(evidence, trace);
    const warning = warningOf(state, walked, this.#grading.probableProxies);
    const status = grade(state, walked, this.#grading, warning, trace);
    return toResolution(state, status, warning, trace);
  }

  /** Looks for wrong evidence only where the walk fails, so that requests do not pay for it. */
  #walk(evidence: Evidence, trace?: Trace): Status {
    let status: Status | undefined;
    try {
      status = this.#statusOf(evidence, trace);
    } catch (error) {
      checkEvidence(evidence);
      throw error;
    }
    if (status !== "resolved") checkEvidence(evidence);
    return status;
  }

  #statusOf(evidence: Evidence, trace?: Trace): Status {
    if (this.#live !== undefined) this.#refresh();
    const state = this.#state;
    if (!state.begin(evidence)) return evidence.peer === undefined ? "no-peer" : "malformed";
    trace?.started(state);
    const status = walk(this.#path.innermost, state, trace);
    if (status !== "resolved") return status;
    if (this.#unconfigured && isNonPublic(state.cursor)) return unconfigured(state);
    // A peer that sent a PROXY header is a proxy, even if no hop of this path reads the header.
    return hasUnreadHeader(state) ? "unproven" : status;
  }
}
