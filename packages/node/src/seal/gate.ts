import { ClientIpError, type Resolver, type ResolverOptions } from "@client-ip/core";
import type { Config } from "../request/config.ts";
import {
  checkOptions,
  isObject,
  knownFields,
  oneOfThese,
  type OptionRules,
  RESOLVER_OPTIONS,
} from "@client-ip/core/internal";
import { resolutionFor } from "../request/client-ip.ts";
import { type CompareOptions, comparisonOf } from "../request/comparison.ts";
import { resolverOf } from "../request/create-resolver.ts";
import { checkIsCalled } from "../request/framework.ts";
import { evidenceOf } from "../request/evidence.ts";
import type { NodeRequest, RequestLike } from "../request/request-like.ts";
import { recordOf } from "../request/request-record.ts";
import { addressHeadersOf, parseHealth, parseSeal, type SealOptions, URLS } from "./options.ts";
import { DIAGNOSTICS, type Diagnostics } from "./own-answer.ts";
import { isDiagnosed } from "./rejection.ts";
import { sealRequest } from "./seal-request.ts";
import { verdictOn } from "./verdict.ts";

/** The options of an adapter's `clientIp`. */
export interface ClientIpOptions<Request> extends ResolverOptions, CompareOptions<Request> {
  /**
   * Seals each request that passes: all headers from which programs read a client's address are
   * removed, and one X-Forwarded-For with our answer is added. See docs/seal.md.
   */
  readonly seal?: SealOptions;
  /** Without a seal: a request whose client is unknown is answered with 403. */
  readonly onUnresolved?: "reject";
  /** With `onUnresolved`: URLs of health checks, as in a seal's options. */
  readonly health?: readonly string[];
  /** Without a seal: the endpoint for `client-ip doctor`, `diagnostics({ token })`. */
  readonly diagnostics?: Diagnostics;
}

/** What an adapter asks about each request. */
export interface Gate {
  readonly resolver: Resolver;
  /** Whether it was told to answer some requests itself. */
  readonly canReject: boolean;
  /**
   * Compares the answers, and seals the request, if the adapter was told to. Call it behind
   * `bindResolver`.
   *
   * @param req the request, as Node made it.
   * @param request the same, or the framework's object that holds it.
   * @returns false if the request has to be answered with `rejectionOf`.
   * @throws ClientIpError `sealed-twice` if it is sealed already, and this seal cannot be obeyed.
   */
  readonly admits: (req: NodeRequest, request?: RequestLike) => boolean;
}

type OwnOptions = Pick<
  ClientIpOptions<unknown>,
  "seal" | "onUnresolved" | "health" | "diagnostics"
>;

const RULES: OptionRules<OwnOptions> = {
  seal: { expected: "an object with onUnresolved", allows: isObject },
  onUnresolved: oneOfThese("reject"),
  health: URLS,
  diagnostics: DIAGNOSTICS,
};

/** The names of all options. */
const NAMES: readonly string[] = Object.keys(RULES).concat(
  ["compare", "onDifference"],
  RESOLVER_OPTIONS,
);

/**
 * The resolver of an adapter, and what it does with requests, from what its `clientIp` was given.
 *
 * @throws ClientIpError as `resolverOf`; `unknown-field` for another option; `seal-options` or
 *   `seal-without-health` if the other options are wrong.
 *
 * @example
 * ```ts
 * import { IncomingMessage } from "node:http";
 * import { Socket } from "node:net";
 * import { bindResolver, gateOf } from "@client-ip/node/adapter";
 *
 * const gate = gateOf("loopback", { onUnresolved: "reject" }); // nginx on this machine
 * const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: "127.0.0.1" });
 * const req = new IncomingMessage(socket);
 * bindResolver(req, gate.resolver);
 * gate.admits(req); // -> false
 * ```
 */
export function gateOf<Request>(
  given: Config | Resolver,
  options?: ClientIpOptions<Request>,
): Gate {
  // Before the options: a framework passes its own objects as these, too.
  checkIsCalled(given);
  const { own, others } = divide(options);
  const { comparison, options: left } = comparisonOf(others);
  const resolver = resolverOf(given, left);
  const admits = admission(resolver, own);
  const canReject = rejectsSome(own);
  if (comparison === undefined) return { resolver, canReject, admits };
  return {
    resolver,
    canReject,
    // The answer before may be read from headers that the seal removes.
    admits: (req, request = req) => {
      comparison(request, resolver);
      return admits(req);
    },
  };
}

/** The options that are read here, and the others; `undefined` if none is left. */
function divide<Request>(options: ClientIpOptions<Request> | undefined): {
  readonly own: OwnOptions;
  readonly others: Parameters<typeof comparisonOf<Request>>[0];
} {
  const entries = isObject(options) ? Object.entries(options) : [];
  if (isObject(options)) knownFields(options, NAMES, "clientIp() call's options");
  const own = entries.filter(([name]) => Object.hasOwn(RULES, name));
  if (own.length === 0) return { own: {}, others: options };
  const others = entries.filter(([name]) => !Object.hasOwn(RULES, name));
  return {
    own: Object.fromEntries(own),
    others: others.length === 0 ? undefined : Object.fromEntries(others),
  };
}

/** Whether a request may pass, for each of the three ways. */
function admission(resolver: Resolver, options: OwnOptions): (req: NodeRequest) => boolean {
  checkOptions(options, RULES, {
    code: "seal-options",
    given: (option, value) => `${option}: ${value}`,
    remedy: "docs/seal.md describes the options.",
  });
  const { seal, onUnresolved, health, diagnostics } = options;
  if (health !== undefined && onUnresolved === undefined) failHealth();
  if (seal !== undefined) {
    checkAlone(options);
    const parsed = parseSeal(resolver, seal);
    return (req) => sealRequest(req, parsed) === "pass";
  }
  if (onUnresolved === undefined) {
    if (diagnostics === undefined) return always;
    return (req) => !isDiagnosed(req, resolver, diagnostics);
  }
  const refusal = {
    resolver,
    onUnresolved,
    health: parseHealth(resolver, onUnresolved, health),
    addressHeaders: addressHeadersOf(resolver),
  };
  return (req) => {
    if (isDiagnosed(req, resolver, diagnostics)) return false;
    const resolution = resolutionFor(recordOf(req), resolver);
    return verdictOn(req, resolution, refusal, () => evidenceOf(req)) === "pass";
  };
}

function rejectsSome({ seal, onUnresolved, diagnostics }: OwnOptions): boolean {
  if (seal !== undefined) return seal.onUnresolved !== "peer" || seal.diagnostics !== undefined;
  return onUnresolved !== undefined || diagnostics !== undefined;
}

function failHealth(): never {
  throw new ClientIpError({
    code: "seal-options",
    given: "health without onUnresolved",
    expected: 'health beside onUnresolved: "reject", or inside of seal',
    remedy: 'Write { onUnresolved: "reject", health: ["/healthz"] }, or leave health out.',
  });
}

function always(): boolean {
  return true;
}

function checkAlone({ onUnresolved, diagnostics }: OwnOptions): void {
  if (onUnresolved === undefined && diagnostics === undefined) return;
  throw new ClientIpError({
    code: "seal-options",
    given: "onUnresolved, health or diagnostics beside seal",
    expected: "nothing beside seal",
    remedy: "Write them inside of it: seal: { onUnresolved, health, diagnostics }.",
  });
}
