import { Address } from "../address/address.ts";
import { parseAddress } from "../address/parse.ts";
import { ClientIpError } from "../errors.ts";
import type { Evidence } from "../evidence.ts";

/** As much of a call of `@grpc/grpc-js` as is read. */
export interface GrpcCall {
  /**
   * `address:port`, also for IPv6; `unknown` at a unix socket, or when the connection is closed.
   */
  getPeer(): string;
  readonly metadata: {
    /** Names in lower case. */
    getMap(): Readonly<Record<string, unknown>>;
    get(name: string): readonly unknown[];
  };
  /** The `:authority`; grpc-js 1.11 and later have it. */
  getHost?(): string;
}

/**
 * The evidence of a call of `@grpc/grpc-js`, for `resolver.resolve()`. Call it when the handler
 * begins: the peer is unknown when the connection is closed.
 *
 * The metadata is joined as the headers of HTTP/2 are, so the same is lost as in a fetch request:
 * see `evidenceOfFetch`. The client's certificate is not read.
 *
 * @param listener `"unix"` if the server listens at a unix socket and nowhere else. grpc-js does
 *   not tell such a peer from one that is gone.
 * @throws ClientIpError `config-type` for what is no call.
 *
 * @example
 * ```ts
 * import { createResolver, evidenceOfCall } from "@client-ip/core";
 *
 * const resolver = createResolver("loopback"); // Envoy on this machine
 * const values = { "x-forwarded-for": "6.6.6.6, 203.0.113.7" }; // what a handler's call holds
 * const metadata = { getMap: () => values, get: () => Object.values(values) };
 * const call = { getPeer: () => "127.0.0.1:4711", metadata };
 * resolver.resolve(evidenceOfCall(call)).ip; // -> "203.0.113.7"
 * ```
 */
export function evidenceOfCall(call: GrpcCall, listener?: "unix"): Evidence {
  checkCall(call);
  const { metadata } = call;
  return {
    ...(listener === "unix" ? { peer: listener } : peerOf(call.getPeer())),
    rawHeaders: Object.keys(metadata.getMap()).flatMap((name) => [name, textOf(metadata, name)]),
    joined: true,
    authority: call.getHost?.(),
  };
}

/** Binary metadata is no text, and no path reads it. */
function textOf(metadata: GrpcCall["metadata"], name: string): string {
  return metadata
    .get(name)
    .filter((value) => typeof value === "string")
    .join(", ");
}

const scratch = new Address();

/** grpc-js writes IPv6 without brackets, and always a port behind it. */
function peerOf(text: string): Pick<Evidence, "peer" | "peerPort"> {
  const [, address = "", port = ""] = /^(.*):(\d{1,5})$/s.exec(text) ?? [];
  const [bare = ""] = address.split("%");
  if (parseAddress(bare, 0, bare.length, scratch)) return { peer: address, peerPort: Number(port) };
  return { peer: text === "unknown" ? undefined : text };
}

function checkCall(call: GrpcCall): void {
  const { getPeer, metadata }: Partial<Record<string, unknown>> = Object(call);
  const { getMap, get }: Partial<Record<string, unknown>> = Object(metadata);
  if ([getPeer, getMap, get].every((one) => typeof one === "function")) return;
  throw new ClientIpError({
    code: "config-type",
    given: "a value that is no call",
    expected: "a call of @grpc/grpc-js",
    remedy: "Write evidenceOfCall(call), with what grpc-js passes to the handler.",
  });
}
