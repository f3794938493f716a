import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { IncomingMessage } from "node:http";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { CommandError } from "../errors.ts";
import type { Ask } from "./diagnosis.ts";
import { HONEST, type Probe } from "./probes.ts";
import { readSeen } from "./seen.ts";
import type { Target } from "./target.ts";

/** What the doctor allows itself. */
export interface Limits {
  /** Milliseconds for one request. */
  readonly request: number;
  /** Milliseconds for all. */
  readonly all: number;
  /** How many requests are sent. */
  readonly requests: number;
  /** The longest answer that is read. */
  readonly bytes: number;
}

/**
 * Sends requests to the target, each on a connection of its own, and follows no redirect.
 *
 * @param token is sent in the header Client-IP-Token.
 * @param now milliseconds, for the limit of all.
 */
export function asking(
  target: Target,
  token: string,
  limits: Limits,
  now: () => number = Date.now,
): Ask {
  const end = now() + limits.all;
  let left = limits.requests;
  return async (probe) => {
    const patience = Math.min(limits.request, end - now());
    if (left === 0 || patience <= 0) return failLimit(limits);
    left -= 1;
    const { status, body, from } = await send(target, probe, token, patience, limits.bytes);
    const seen = status === 200 ? readSeen(body, from) : undefined;
    return seen === undefined && probe === HONEST ? failEndpoint(target, status) : seen;
  };
}

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly from: string | undefined;
}

const OWN_HEADERS = ["User-Agent", "client-ip-doctor", "Cache-Control", "no-cache"];

async function send(
  { url, host, address, family, from }: Target,
  probe: Probe,
  token: string,
  patience: number,
  most: number,
): Promise<Reply> {
  const request = (url.protocol === "https:" ? requestHttps : requestHttp)({
    host,
    port: url.port,
    // No cache may answer: neither with an earlier answer, nor with an earlier 404.
    path: `${url.pathname}?${randomUUID()}`,
    // An array keeps lines of one name apart.
    headers: [...OWN_HEADERS, "Host", url.host, "Client-IP-Token", token, ...probe.rawHeaders],
    agent: false,
    localAddress: from,
    lookup: (_host, { all }, done) =>
      all === true ? done(null, [{ address, family }]) : done(null, address, family),
    signal: AbortSignal.timeout(patience),
  });
  try {
    request.end();
    const [response]: IncomingMessage[] = await once(request, "response");
    // It is known as long as the socket is open.
    const { localAddress } = response!.socket;
    const body = await textOf(response!, most);
    return { status: response!.statusCode!, body, from: localAddress };
  } catch (cause) {
    return failConnection(url, cause);
  }
}

async function textOf(response: IncomingMessage, most: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > most) return "";
  }
  return Buffer.concat(chunks).toString();
}

function failEndpoint({ url }: Target, status: number): never {
  const isRedirect = status >= 300 && status < 400;
  throw new CommandError({
    code: "doctor-no-endpoint",
    given: `${url.origin}${url.pathname}, which answers ${status}${status === 200 ? " with something else" : ""}`,
    expected: "the answer of diagnostics({ token })",
    remedy: isRedirect
      ? "Redirects are not followed. Name the URL to which it leads, if that is yours, too."
      : "Switch the endpoint on, clientIp(path, { diagnostics: diagnostics({ token }) }), and give the doctor the same token. If it is on, the token seems to have come over plain HTTP: a hop of your path says so, or your path takes a proxy at a public address for the client. Add that proxy to the path, or use app.use(diagnostics({ token })) until the path is found.",
  });
}

function failLimit({ requests, all }: Limits): never {
  throw new CommandError({
    code: "doctor-limit",
    given: "an application that answers too slowly",
    expected: `an end after at most ${requests} requests and ${all / 1000} seconds`,
    remedy: "Try again when it has less to do.",
  });
}

function failConnection({ host }: URL, cause: unknown): never {
  const { code, message }: { readonly code?: unknown; readonly message?: unknown } = Object(cause);
  throw new CommandError({
    code: "doctor-no-endpoint",
    given: `${host}, which gave no answer (${String(code ?? message)})`,
    expected: "an application that can be reached from here",
    remedy: "Check the URL and the network.",
    cause,
  });
}
