import { IncomingMessage } from "node:http";
import { Server, Socket } from "node:net";
import type { Hop } from "@client-ip/core";
import { files, type Vector } from "@client-ip/vectors";
import { recordedIn } from "../../packages/cli/src/vectors/vectors.ts";

/** One request as an application behind a real proxy received it. */
export interface Recording extends Omit<Vector, "path"> {
  readonly path: readonly Hop[];
}

/** HTTP requests with headers alone: the PROXY protocol is nothing that the other packages read. */
export function recordings(): Recording[] {
  const options = { http: true, publicAddresses: true };
  return files.flatMap((file) => recordedIn(file, options) as unknown as Recording[]);
}

/**
 * Joins header lines as node:http does; none of the recorded names is one of which Node keeps the
 * first line alone.
 */
function joined(headers: Recording["headers"]): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    result[key] = key in result ? `${result[key]}, ${value}` : value;
  }
  return result;
}

/** Node keeps the listener on a socket, and the socket of a unix listener has no address. */
const UNIX_LISTENER = Object.assign(new Server(), { address: () => "/run/app.sock" });

/** The same as node:http hands it out. */
export function requestOf({ peer, headers }: Pick<Recording, "peer" | "headers">): IncomingMessage {
  const socket =
    peer === "unix"
      ? Object.assign(new Socket(), { _server: UNIX_LISTENER })
      : { remoteAddress: peer };
  const request = new IncomingMessage(socket as unknown as Socket);
  request.rawHeaders = headers.flat();
  request.headers = joined(headers);
  request.method = "GET";
  request.url = "/";
  return request;
}
