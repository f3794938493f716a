import type { Evidence, ExplanationStep, Resolver } from "@client-ip/core";
import type { PathHop } from "@client-ip/core/internal";
import { joined, linesOf, type Part, partsFrom, wholeLines } from "./header-lines.ts";
import { isInternal } from "./internal-address.ts";
import { ReadForwarded } from "./read-forwarded.ts";
import { hopSteps } from "./hop-steps.ts";

/** What the hops of a walk wrote, by what the path says of them. All else is the client's. */
export interface WrittenByHops {
  /** Parts of header lines. Where two overlap, the first is right. */
  readonly parts: readonly Part[];
  /** The lower-case names of headers of which a client's line does not reach the application. */
  readonly replaced: ReadonlySet<string>;
  /** The names of the hops that wrote the first PROXY headers, the nearest hop's first. */
  readonly proxyHeaders: readonly string[];
}

/**
 * What the hops of a walk wrote. It is exactly this:
 *
 * - a list: the elements that were read, and the comma before them
 * - Forwarded: the elements that were read, but not the quoted text of a parameter such as `host`,
 *   which is the client's unless the hop passes known hosts only
 * - a header with one address: all of its lines
 * - the header of a secret that was right, and the certificate's element that a sidecar wrote
 * - a header of the scheme or the host that a hop sets, and what it appends to one
 *
 * A report that could not be read proves nothing: a hop that does not do what the path says may
 * have passed on the client's text. A hop that is only counted (`any`, `hops=2`) may be the client
 * itself, and so may each hop outside it. So nothing of theirs counts as written.
 */
export function writtenByHops(
  resolver: Resolver,
  evidence: Evidence,
  steps: readonly ExplanationStep[],
): WrittenByHops {
  const written = new Writing(evidence.rawHeaders);
  for (const { hop, walked, indexes } of hopSteps(resolver, steps)) {
    if (!walked) break;
    if (hop.secret !== undefined) written.all(hop.secret.header, hop.name);
    if (hop.xfcc !== undefined) written.certificate(hop, resolver.clientCert(evidence));
    if (hop.proof === "count") continue;
    for (const index of indexes) written.report(hop, steps[index]!);
    written.statement(hop.proto, hop.name);
    written.statement(hop.host, hop.name);
  }
  return written;
}

class Writing implements WrittenByHops {
  readonly parts: Part[] = [];
  readonly replaced = new Set<string>();
  readonly proxyHeaders: string[] = [];
  readonly #rawHeaders: readonly string[];
  /** How much of each list is unread. */
  readonly #unread = new Map<string, number>();
  readonly #forwarded: ReadForwarded;

  constructor(rawHeaders: readonly string[]) {
    this.#rawHeaders = rawHeaders;
    this.#forwarded = new ReadForwarded(linesOf(rawHeaders, "forwarded"));
  }

  /** All lines of a header, which the hop sets. */
  all(header: string, by: string): void {
    this.replaced.add(header);
    this.parts.push(...wholeLines(linesOf(this.#rawHeaders, header), by));
  }

  certificate({ xfcc, name }: PathHop, element: string | undefined): void {
    const header = "x-forwarded-client-cert";
    const line = linesOf(this.#rawHeaders, header).at(-1);
    if (element === undefined || line === undefined) return;
    if (xfcc === "only") this.all(header, name);
    else this.parts.push(...partsFrom([line], commaBefore(line.value, element), name));
  }

  report({ tells, name }: PathHop, { event, element, cursor }: ExplanationStep): void {
    if (event !== "reported" || cursor === "none") return;
    if (tells.kind === "proxy-protocol") this.proxyHeaders.push(name);
    else if (element === undefined) return;
    else if (tells.kind === "list") this.#elements(tells.header, tells.appends, name);
    else if (tells.kind === "value") this.all(tells.header, name);
    else if (tells.kind === "forwarded") {
      this.parts.push(...this.#forwarded.next(element, tells.hostChecked, name));
    } else if (tells.kind === "external-address") {
      // On requests from internal addresses, Envoy passes on the client's own value.
      if (!isInternal(cursor)) this.all(tells.header, name);
      this.#elements("x-forwarded-for", this.#seenByEnvoy(tells.trustedHops), name);
    }
  }

  statement(statement: PathHop["proto"], by: string): void {
    if (statement === undefined || !("header" in statement)) return;
    const { action, header } = statement;
    if (action === "sets" || action === "drops") this.all(header, by);
    else if (action === "appends") this.#elements(header, 1, by);
  }

  /**
   * How many elements Envoy went back over: its own, and those of the hops that it trusts. If the
   * list is too short for them, they were bypassed, and only its own is known.
   */
  #seenByEnvoy(trustedHops: number): number {
    const elements = joined(linesOf(this.#rawHeaders, "x-forwarded-for")).split(",").length;
    return elements > trustedHops ? trustedHops + 1 : 1;
  }

  /** So many more elements at the right end of a list. */
  #elements(header: string, count: number, by: string): void {
    const lines = linesOf(this.#rawHeaders, header);
    const text = joined(lines);
    let end = this.#unread.get(header) ?? text.length;
    for (let left = count; left > 0 && end >= 0; left--) {
      end = end === 0 ? -1 : text.lastIndexOf(",", end - 1);
    }
    this.#unread.set(header, end);
    this.parts.push(...partsFrom(lines, Math.max(end, 0), by));
  }
}

/** Where the hop's part begins if a line ends in this element. */
function commaBefore(line: string, element: string): number {
  const comma = line.slice(0, line.length - element.length).trimEnd();
  return comma.endsWith(",") ? comma.length - 1 : line.length - element.length;
}
