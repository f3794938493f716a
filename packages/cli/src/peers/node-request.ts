import type { IncomingMessage } from "node:http";
import type { PeerRequest } from "./peer.ts";

/** A request as these libraries know Node's. */
export interface NodeRequest {
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly socket: { readonly remoteAddress: string | undefined };
  readonly connection: { readonly remoteAddress: string | undefined };
}

/**
 * The same request as node:http hands it out, as far as these libraries look at it: the headers
 * that hold addresses, whose lines Node joins, and the socket's peer. A unix socket has no remote
 * address.
 */
export function nodeRequestOf({ peer, rawHeaders }: PeerRequest): NodeRequest {
  const headers: Record<string, string> = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!.toLowerCase();
    const value = rawHeaders[index + 1]!;
    headers[name] = Object.hasOwn(headers, name) ? `${headers[name]}, ${value}` : value;
  }
  const socket = { remoteAddress: peer === "unix" || peer === "invoker" ? undefined : peer };
  return { headers, socket, connection: socket };
}

/** The same with the type that these libraries declare, of which they read no more. */
export function incomingMessageOf(request: PeerRequest): IncomingMessage;
export function incomingMessageOf(request: PeerRequest): object {
  return nodeRequestOf(request);
}

/** An answer that is no text counts as none, as `req.ip` of a unix socket. */
export function textOr(answer: string | null | undefined): string | undefined {
  return answer === null || answer === "" ? undefined : answer;
}
