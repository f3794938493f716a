import { existsSync, readFileSync } from "node:fs";
import { createSecureServer } from "node:http2";

import { clientIpOf, createResolver } from "@client-ip/node";
import { acceptProxyProtocol } from "@client-ip/node/proxy-protocol";

import { listen, report } from "../listen.js";
import { path } from "./path.js";

const resolver = createResolver(process.env["CLIENT_IP_PATH"] ?? path);
const keyFile = process.env["TLS_KEY"] ?? "key.pem";
if (!existsSync(keyFile))
  throw new Error(`there is no ${keyFile}: sh tls/certificate.sh makes one`);
const key = readFileSync(keyFile);
const cert = readFileSync(process.env["TLS_CERT"] ?? "cert.pem");

// The header stands in plain text before the handshake. HTTP/2 and HTTP/1.1, as the client likes.
export const server = createSecureServer({ key, cert, allowHTTP1: true }, (request, response) => {
  const { httpVersion } = request;
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify({ clientIp: clientIpOf(request, resolver), httpVersion }));
});
acceptProxyProtocol(server, { resolver, onError: report });
await listen(server);
