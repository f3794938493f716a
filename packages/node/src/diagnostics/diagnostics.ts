import { createHash, timingSafeEqual } from "node:crypto";
import { ClientIpError, type Resolver } from "@client-ip/core";
import {
  Address,
  checkOptions,
  isNonPublic,
  isObject,
  type OptionRules,
  parseAddress,
} from "@client-ip/core/internal";
import { boundResolvers } from "../request/client-ip.ts";
import { evidenceOf } from "../request/evidence.ts";
import type { NodeRequest } from "../request/request-like.ts";
import { foundRecord } from "../request/request-record.ts";
import type { Diagnostics, Rejection } from "../seal/own-answer.ts";
import { type DiagnosticAnswer, diagnosticAnswer } from "./answer.ts";

/** Where the endpoint answers, unless `path` says otherwise. */
const DIAGNOSTICS_PATH = "/client-ip-diagnostics";

/** The header with the token, in lower case. No program logs it by default, as it does URLs. */
const TOKEN_HEADER = "client-ip-token";

/** The options of {@link diagnostics}. */
export interface DiagnosticsOptions {
  /**
   * What a request must show, in the header `Client-IP-Token`: 32 to 256 visible ASCII characters,
   * from a random source, such as `openssl rand -hex 32`.
   */
  readonly token: string;
  /** The URL's path at which the endpoint answers. Default: `/client-ip-diagnostics`. */
  readonly path?: string;
}

const RULES: OptionRules<DiagnosticsOptions> = {
  token: {
    expected: "32 to 256 visible ASCII characters, from a random source",
    allows: (value) => typeof value === "string" && /^[!-~]{32,256}$/.test(value),
    required: true,
  },
  path: {
    expected: 'the path of a URL, such as "/client-ip-diagnostics"',
    allows: (value) => typeof value === "string" && /^\/[!-"$->@-~]*$/.test(value),
  },
};

/**
 * The endpoint that `client-ip doctor` asks. It is off unless you switch it on. To a GET with the
 * token it answers, as JSON, how that very request arrived: the peer, the headers about the client,
 * PROXY headers, and the answer of the application's own path. It shows no cookie, authorization,
 * certificate, secret, or range of the path. Without the right token it is not there: the
 * application answers as for any other URL.
 *
 * Give it to an adapter, `clientIp(path, { diagnostics: diagnostics({ token }) })`: then it knows
 * the path, and answers although the path rejects the request. Or use it as middleware of the shape
 * `(req, res, next)`, also alone.
 *
 * @throws ClientIpError `diagnostics-options` at once if the token is too short, or absent.
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import type { AddressInfo } from "node:net";
 * import { clientIp, diagnostics } from "@client-ip/node";
 *
 * const token = "0123456789abcdef0123456789abcdef"; // yours: openssl rand -hex 32
 * const bind = clientIp("loopback", { diagnostics: diagnostics({ token }) });
 * const server = createServer((req, res) => bind(req, res, () => res.end("the application")));
 * server.listen(0);
 * const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/client-ip-diagnostics`;
 * const headers = { "Client-IP-Token": token, "X-Forwarded-For": "203.0.113.7" };
 * const { peer, answer } = await fetch(url, { headers }).then((reply) => reply.json());
 * peer; // -> "127.0.0.1"
 * answer.ip; // -> "203.0.113.7"
 * await fetch(url).then((reply) => reply.text()); // -> "the application"
 * server.close();
 * ```
 */
export function diagnostics(options: DiagnosticsOptions): Diagnostics {
  checkOptions(isObject(options) ? options : {}, RULES, {
    code: "diagnostics-options",
    given: (option) => `a wrong ${option}`,
    remedy:
      "Write diagnostics({ token: process.env.DIAGNOSTICS_TOKEN }), with a token of `openssl rand -hex 32`. Leave diagnostics out where the endpoint is not to run.",
  });
  const { token, path = DIAGNOSTICS_PATH } = options;
  const expected = digestOf(token);

  const answerTo = (req: NodeRequest, resolver: Resolver | undefined): Rejection | undefined => {
    const { method, url = "" } = req;
    if (method !== "GET" || url.split("?", 1)[0] !== path) return undefined;
    const given = req.headers[TOKEN_HEADER];
    if (typeof given !== "string" || !timingSafeEqual(digestOf(given), expected)) return undefined;
    const answer = diagnosticAnswer(evidenceOf(req, resolver), resolver);
    return cameInPlainText(answer) ? undefined : replyOf(answer);
  };

  const middleware = (req: NodeRequest, res: unknown, next?: () => void): void => {
    const response = responseIn(res);
    const reply = answerTo(req, boundResolvers(foundRecord(req)).at(-1));
    if (reply === undefined && next !== undefined) return next();
    const { status, headers, body } = reply ?? GONE;
    response.writeHead(status, headers).end(body);
  };
  return Object.assign(middleware, { answerTo });
}

/** Digests have one length, as the comparison in constant time demands. */
function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/**
 * Whether the token came over plain HTTP on a link that others may read. A hop says so of a client,
 * which may be on this machine. Without a hop only the last link is known: a peer that is not
 * public may be the first proxy of a path that is still to be found.
 */
function cameInPlainText({ answer, encrypted, peer }: DiagnosticAnswer): boolean {
  if (answer === null) return false;
  const { ip = "", hops, proto } = answer;
  if (hops === 0) return encrypted !== true && isPublic(peer ?? "");
  return proto === "http" && !/^(?:127\.|::1$)/.test(ip);
}

function isPublic(ip: string): boolean {
  const address = new Address();
  return parseAddress(ip, 0, ip.length, address) && !isNonPublic(address);
}

const NEVER_STORED = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

/** The answer where no application stands behind. */
const GONE: Rejection = { status: 404, headers: NEVER_STORED, body: "" };

function replyOf(answer: DiagnosticAnswer): Rejection {
  const body = JSON.stringify(answer);
  const headers = {
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
    ...NEVER_STORED,
  };
  return { status: 200, headers, body };
}

interface Writable {
  writeHead(status: number, headers: Readonly<Record<string, string>>): { end(body: string): void };
}

/** @throws ClientIpError `config-type` for what another framework passes. */
function responseIn(res: unknown): Writable {
  if (typeof Object(res).writeHead === "function") return Object(res);
  throw new ClientIpError({
    code: "config-type",
    given: "a call without a response of Node",
    expected: "(req, res, next)",
    remedy: "In this framework write clientIp(path, { diagnostics: diagnostics({ token }) }).",
  });
}
