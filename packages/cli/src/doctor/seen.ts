import type { Evidence, ProxyHeader } from "@client-ip/core";
import { canonicalAddress, isObject } from "@client-ip/core/internal";

/** How a request arrived, as the diagnostic endpoint says. */
export interface Seen {
  readonly evidence: Evidence & {
    readonly peer: string;
    readonly proxyProtocol: readonly ProxyHeader[];
  };
  /** The names of headers that came, and whose values are not shown. */
  readonly masked: readonly string[];
  /** What the application's own path answers; `undefined` if none is known there. */
  readonly own: OwnAnswer | undefined;
  /** The address from which the doctor connected. */
  readonly from: string | undefined;
}

/** The answer of the application's own path. */
interface OwnAnswer {
  /** Canonical. */
  readonly ip: string | undefined;
  readonly status: string;
}

/** More than a walk reads: what is longer is no answer of the endpoint. */
const MOST_LINES = 2000;

/**
 * Reads what the endpoint answered. It may come from anyone: what is printed later is canonical
 * addresses and plain words alone.
 *
 * @param from the address from which the doctor connected.
 * @returns `undefined` if it is no answer of the endpoint.
 */
export function readSeen(body: string, from?: string): Seen | undefined {
  const answer = parse(body);
  if (answer?.["version"] !== 1) return undefined;
  const { peer, encrypted, truncated, rawHeaders, masked, proxyProtocol, answer: own } = answer;
  const address = typeof peer === "string" ? (canonicalAddress(peer) ?? placeIn(peer)) : undefined;
  if (!areTexts(rawHeaders) || rawHeaders.length % 2 === 1 || !areTexts(masked)) return undefined;
  if (address === undefined || !Array.isArray(proxyProtocol)) return undefined;
  const headers = proxyProtocol.map((header) => proxyHeaderIn(header));
  return {
    evidence: {
      peer: address,
      rawHeaders,
      truncated: truncated === true,
      proxyProtocol: headers.filter((header) => header !== undefined),
      ...(typeof encrypted === "boolean" ? { encrypted } : {}),
    },
    masked: masked.filter((name) => /^[\w-]+$/.test(name)),
    own: isObject(own) ? ownIn(own) : undefined,
    from: from === undefined ? undefined : canonicalAddress(from),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function parse(body: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function areTexts(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length <= MOST_LINES &&
    value.every((text) => typeof text === "string")
  );
}

function placeIn(peer: string): string | undefined {
  return peer === "unix" || peer === "invoker" ? peer : undefined;
}

function ownIn({ ip, status }: Fields): OwnAnswer {
  return {
    ip: typeof ip === "string" ? canonicalAddress(ip) : undefined,
    status: typeof status === "string" && /^[a-z-]{1,20}$/.test(status) ? status : "unknown",
  };
}

const COMMANDS = ["PROXY", "LOCAL"] as const;
const FAMILIES = ["INET", "INET6", "UNIX", "UNSPEC"] as const;

function proxyHeaderIn(value: unknown): ProxyHeader | undefined {
  if (!isObject(value)) return undefined;
  const command = COMMANDS.find((one) => one === value["command"]);
  const family = FAMILIES.find((one) => one === value["family"]);
  if (command === undefined || family === undefined) return undefined;
  const source: Fields = isObject(value["source"]) ? value["source"] : {};
  const { address, port } = source;
  return {
    version: value["version"] === 1 ? 1 : 2,
    command,
    family,
    transport: "STREAM",
    tlvs: [],
    ...(typeof address === "string" && typeof port === "number"
      ? { source: { address, port } }
      : {}),
  };
}
