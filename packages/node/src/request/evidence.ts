import type { Evidence, Resolver } from "@client-ip/core";
import { authorityOf } from "./authority.ts";
import { pinnedCertificate } from "./pinned-cas.ts";
import { recordOf, type RequestRecord } from "./request-record.ts";
import { isHttp2, type RequestLike, requestIn } from "./request-like.ts";

/**
 * The evidence of a request for `resolver.resolve()`: its socket and header lines, as they were
 * when a resolver was bound to the request, or else at the first call.
 *
 * @param request of a `request`, `upgrade`, `connect` or `checkContinue` listener; a framework's
 *   object that holds one; or a socket of a net or tls server, which has no header lines. One
 *   record is written to it and one to its socket, and nothing else.
 * @param resolver whose path may pin CAs. The certificate is checked against them.
 * @returns `truncated` is true if Node may have dropped header lines, because as many arrived as it
 *   keeps. (HTTP/2 refuses such a request instead.)
 * @throws ClientIpError `config-type` for anything that is no request.
 *
 * @example
 * ```ts
 * import { IncomingMessage } from "node:http";
 * import { Socket } from "node:net";
 * import { evidenceOf } from "@client-ip/node/adapter";
 *
 * const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: "127.0.0.1" });
 * const req = new IncomingMessage(socket);
 * req.rawHeaders.push("X-Forwarded-For", "203.0.113.7");
 * evidenceOf(req).peer; // -> "127.0.0.1"
 * evidenceOf(req).rawHeaders; // -> ["X-Forwarded-For", "203.0.113.7"]
 * ```
 */
export function evidenceOf(
  request: RequestLike,
  resolver?: Partial<Pick<Resolver, "cas">>,
): Evidence {
  return new RequestEvidence(recordOf(requestIn(request)), resolver?.cas ?? []);
}

/** The evidence of a request. The host is looked up when a resolver asks for it. */
export class RequestEvidence implements Evidence {
  readonly peer: Evidence["peer"];
  readonly peerPort: Evidence["peerPort"];
  readonly connection: Evidence["connection"];
  readonly encrypted: Evidence["encrypted"];
  readonly peerIdentity: Evidence["peerIdentity"];
  readonly rawHeaders: Evidence["rawHeaders"];
  readonly headers: Evidence["headers"];
  readonly proxyProtocol: Evidence["proxyProtocol"];
  readonly truncated: boolean;
  readonly peerCertificate?: Evidence["peerCertificate"];
  readonly #owner: object;

  /** @param cas those that the path pins. */
  constructor(record: RequestRecord, cas: readonly string[]) {
    const { owner, connection, rawHeaders, headers, headerLimit } = record;
    const { certificate } = connection;
    this.peer = connection.peer;
    this.peerPort = connection.peerPort;
    this.connection = connection.number;
    this.encrypted = connection.encrypted;
    this.peerIdentity = certificate?.uncertain === false ? certificate.names : undefined;
    this.rawHeaders = rawHeaders;
    this.headers = headers;
    this.proxyProtocol = connection.proxyHeaders;
    this.truncated = headerLimit > 0 && rawHeaders.length >= headerLimit && !isHttp2(owner);
    this.#owner = owner;
    if (certificate !== undefined && cas.length > 0) {
      this.peerCertificate = pinnedCertificate(certificate, cas);
    }
  }

  get authority(): string | undefined {
    // A dropped line may be another Host.
    return this.truncated ? undefined : authorityOf(this.#owner, this);
  }
}
