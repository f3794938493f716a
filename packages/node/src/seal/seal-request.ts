import type { Resolution } from "@client-ip/core";
import { resolutionFor } from "../request/client-ip.ts";
import { evidenceOf } from "../request/evidence.ts";
import { type NodeRequest, type RequestLike, requestIn } from "../request/request-like.ts";
import { foundRecord, recordOf, type RequestRecord } from "../request/request-record.ts";
import { warnOfRemovedScheme } from "../warnings/removed-scheme.ts";
import {
  addHeader,
  type OpenedHeaders,
  openHeaders,
  type OriginalHeaders,
} from "./opened-headers.ts";
import type { Seal } from "./options.ts";
import { isDiagnosed } from "./rejection.ts";
import { checkSecond } from "./second-seal.ts";
import { type Verdict, verdictOn } from "./verdict.ts";

const CLIENT_CERT = "x-forwarded-client-cert";

type Mark = NonNullable<RequestRecord["sealed"]>;

/** With what a request was sealed. */
interface SealedMark extends Mark {
  readonly seal?: Seal;
}

/**
 * Seals a request: removes every header that a program may take for the client's address, and adds
 * one with our answer. What arrived is kept, and stays the evidence of every resolver.
 *
 * Whatever fails, the headers have been removed before, and the request is rejected.
 *
 * A request that is sealed already keeps its headers. A second seal may reject it, too.
 *
 * @returns `"reject"` if the application must not see it: `rejectionOf` is the answer.
 * @throws ClientIpError `sealed-twice` if it was sealed with another resolver, or if this seal
 *   would leave other headers.
 */
export function sealRequest(req: NodeRequest, seal: Seal): Verdict {
  const record = recordOf(req);
  if (record.sealed !== undefined) return secondVerdict(req, record, record.sealed, seal);
  if (isDiagnosed(req, seal.resolver, seal.diagnostics)) return "reject";
  // Other code may have replaced the lines that were noted.
  const areNoted = req.rawHeaders === record.rawHeaders;
  const opened = openHeaders(req, seal.removed, record.headerLimit);
  const { original } = opened;
  if (areNoted) record.rawHeaders = original.rawHeaders;
  const sealed = { resolver: seal.resolver, original, verdict: "reject" as Verdict, seal };
  record.sealed = sealed;

  const resolution = resolutionFor(record, seal.resolver);
  sealed.verdict = verdictOn(req, resolution, seal, () => evidenceOf(req));
  if (!seal.hasKeep) {
    const explain = () => seal.resolver.explain(evidenceOf(req, seal.resolver));
    warnOfRemovedScheme(original.headers, resolution, explain);
  }
  addSchemeAndHost(opened, resolution, seal);
  const answer = resolution.ip ?? (seal.unknown ? "unknown" : undefined);
  if (answer !== undefined) addHeader(opened, seal.header, answer);
  if (original.headers[CLIENT_CERT] !== undefined && seal.removed.has(CLIENT_CERT)) {
    const element = seal.resolver.clientCert(evidenceOf(req, seal.resolver));
    if (element !== undefined) addHeader(opened, "X-Forwarded-Client-Cert", element);
  }
  return sealed.verdict;
}

function secondVerdict(
  req: NodeRequest,
  record: RequestRecord,
  { seal: first, verdict }: SealedMark,
  second: Seal,
): Verdict {
  if (first === second) return verdict;
  checkSecond(first, second);
  if (verdict === "reject") return verdict;
  if (isDiagnosed(req, second.resolver, second.diagnostics)) return "reject";
  const resolution = resolutionFor(record, second.resolver);
  return verdictOn(req, resolution, second, () => evidenceOf(req));
}

/** Those that the path knows. What `keep` names stays as it came. */
function addSchemeAndHost(
  opened: OpenedHeaders,
  { proto, host }: Resolution,
  { removed }: Seal,
): void {
  if (proto !== undefined && removed.has("x-forwarded-proto")) {
    addHeader(opened, "X-Forwarded-Proto", proto);
  }
  if (host !== undefined && removed.has("x-forwarded-host")) {
    addHeader(opened, "X-Forwarded-Host", host);
  }
}

/**
 * The headers of a request as they arrived, for what must see them unchanged, such as the check of
 * a signature. **Any client may have written them.**
 *
 * @param request as for `clientIpInfoOf`.
 * @throws ClientIpError `config-type` for anything that is no request.
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import type { AddressInfo } from "node:net";
 * import { createResolver, originalHeaders, sealRequests } from "@client-ip/node";
 *
 * const server = createServer((req, res) => {
 *   const before = originalHeaders(req).headers["x-forwarded-for"];
 *   res.end(`${before} became ${req.headers["x-forwarded-for"]}`);
 * });
 * const resolver = createResolver("loopback"); // nginx on this machine
 * sealRequests(server, resolver, { onUnresolved: "reject", keep: [] });
 * server.listen(0);
 * const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
 * const headers = { "X-Forwarded-For": "6.6.6.6, 203.0.113.7" };
 * const reply = await fetch(url, { headers });
 * await reply.text(); // -> "6.6.6.6, 203.0.113.7 became 203.0.113.7"
 * server.close();
 * ```
 */
export function originalHeaders(request: RequestLike): OriginalHeaders {
  const req = requestIn(request);
  const original = foundRecord(req)?.sealed?.original;
  if (original !== undefined) return original;
  const { headers, rawHeaders }: Partial<OriginalHeaders> = "headers" in req ? req : {};
  return { headers: headers ?? {}, rawHeaders: rawHeaders ?? [] };
}
