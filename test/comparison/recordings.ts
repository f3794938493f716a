import { readdirSync, readFileSync } from "node:fs";
import { IncomingMessage } from "node:http";
import { Server, Socket } from "node:net";
import type { Hop } from "@client-ip/core";

/**
 * One request as an application behind a real proxy received it. test/vectors/README.md has the
 * fields.
 */
export interface Recording {
  readonly id: string;
  readonly proxy: string;
  readonly path: readonly Hop[];
  readonly peer: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly preamble?: string;
  readonly expect: { readonly ip?: string };
  readonly truth: string | null;
  readonly attack: boolean;
  readonly misuse?: boolean;
}

const folder = new URL("../vectors/", import.meta.url);

/**
 * The recordings use the documentation's addresses (RFC 5737, RFC 3849), which `@arcjet/ip` takes
 * for no client's. These public ones stand in for them, in all packages alike.
 */
function withPublicAddresses(text: string): string {
  return text
    .replaceAll("203.0.113.", "93.184.113.")
    .replaceAll("198.51.100.", "93.184.100.")
    .replaceAll(/2001:0?db8:/gi, "2a02:db8:");
}

/** HTTP requests with headers alone: the PROXY protocol is nothing that the other packages read. */
export function recordings(): Recording[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".jsonl") && name !== "proxy-headers.jsonl")
    .flatMap((name) => readFileSync(new URL(name, folder), "utf8").trim().split("\n"))
    .map((line) => JSON.parse(withPublicAddresses(line)) as Recording)
    .filter(
      ({ misuse, preamble, headers }) =>
        misuse !== true && preamble === undefined && headers.length > 0,
    );
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
