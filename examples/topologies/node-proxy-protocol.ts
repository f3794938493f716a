import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import {
  createSecureServer,
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import type { Server as NetServer } from "node:net";
import type { SecureContextOptions, TlsOptions } from "node:tls";

import { clientIpInfoOf, type Config, createResolver, type Resolver } from "@client-ip/node";
import { acceptProxyProtocol, proxyHeadersOf } from "@client-ip/node/proxy-protocol";
import { alpn, authority, type ProxyHeader, ssl, uniqueId } from "@client-ip/proxy-protocol";

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

/** The contents of a header. Those that the client can choose prove nothing about it. */
function factsOf(header: ProxyHeader): object {
  const { version, command, tlvs } = header;
  const { tls, certificate, verified, identity, commonName } = ssl(header) ?? {};
  const id = uniqueId(header);
  return {
    version,
    command,
    tlvs: tlvs.map(({ type }) => type),
    uniqueId: id && Buffer.from(id).toString("latin1"),
    alpn: alpn(header),
    authority: authority(header),
    ssl: tls === undefined ? undefined : { tls, certificate, verified, identity, commonName },
  };
}

/** Answers with the client and with what the connection's PROXY headers say, nearest hop first. */
function answerBy(resolver: Resolver): (request: Request, response: Response) => void {
  return (request, response) => {
    const clientIpInfo = clientIpInfoOf(request, resolver);
    const headers = proxyHeadersOf(request.socket)?.map(factsOf);
    const body = JSON.stringify({ clientIp: clientIpInfo.ip, clientIpInfo, headers });
    response.setHeader("Content-Length", Buffer.byteLength(body));
    response.end(body);
  };
}

function receiving<S extends NetServer>(server: S, resolver: Resolver): S {
  acceptProxyProtocol(server, resolver);
  return server;
}

/** A node:http server that receives PROXY headers. It is not listening yet. */
export function httpBehindProxyProtocol(path: Config): Server {
  const resolver = createResolver(path);
  return receiving(createServer(answerBy(resolver)), resolver);
}

/** The same for HTTP/2 without TLS, behind a proxy that terminates TLS. */
export function http2BehindProxyProtocol(path: Config): NetServer {
  const resolver = createResolver(path);
  return receiving(createHttp2Server(answerBy(resolver)), resolver);
}

/**
 * The same for TLS, behind a proxy that passes TLS through: the handshake follows the PROXY header.
 */
export function httpsBehindProxyProtocol(path: Config, secrets: SecureContextOptions): NetServer {
  const resolver = createResolver(path);
  return receiving(createHttpsServer(optionalCertificate(secrets), answerBy(resolver)), resolver);
}

/** The same, for HTTP/2 too. */
export function secureHttp2BehindProxyProtocol(
  path: Config,
  secrets: SecureContextOptions,
): NetServer {
  const resolver = createResolver(path);
  const options = { ...optionalCertificate(secrets), allowHTTP1: true };
  return receiving(createSecureServer(options, answerBy(resolver)), resolver);
}

/** Clients may show a certificate. A self-signed one proves nothing, but is accepted. */
function optionalCertificate(secrets: SecureContextOptions): TlsOptions {
  return { ...secrets, requestCert: true, rejectUnauthorized: false };
}
