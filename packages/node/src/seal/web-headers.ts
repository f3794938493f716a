import type { NodeRequest } from "../request/request-like.ts";
import { foundRecord } from "../request/request-record.ts";
import { distinctOf } from "./without.ts";

/**
 * Makes the headers of a web Request those of the sealed request of Node from which it was made.
 * Without it a program that read them before the seal leaves a copy that is not sealed.
 *
 * @param req without a seal, it changes nothing.
 *
 * @example
 * ```ts
 * import { IncomingMessage } from "node:http";
 * import { Socket } from "node:net";
 * import { bindResolver, gateOf, sealWebHeaders } from "@client-ip/node/adapter";
 *
 * const gate = gateOf("direct", { seal: { onUnresolved: "peer", keep: [] } });
 * const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: "198.51.100.9" });
 * const req = new IncomingMessage(socket);
 * req.headers["x-real-ip"] = "6.6.6.6";
 * const headers = new Headers({ "X-Real-IP": "6.6.6.6" });
 * bindResolver(req, gate.resolver);
 * gate.admits(req);
 * sealWebHeaders(headers, req);
 * headers.get("x-real-ip"); // -> null
 * headers.get("x-forwarded-for"); // -> "198.51.100.9"
 * ```
 */
export function sealWebHeaders(headers: Headers, req: NodeRequest): void {
  const original = foundRecord(req)?.sealed?.original;
  if (original === undefined) return;
  const before: Readonly<Record<string, unknown>> = original.headers;
  const after: Readonly<Record<string, unknown>> = req.headers;
  // Lines beyond Node's limit are in `rawHeaders` alone. Frameworks read them there.
  for (const name of Object.keys({ ...before, ...distinctOf(original.rawHeaders) })) {
    // A pseudo-header of HTTP/2 is none of a web Request.
    if (!Object.hasOwn(after, name) && !name.startsWith(":")) headers.delete(name);
  }
  for (const [name, value] of Object.entries(after)) {
    if (typeof value === "string" && value !== before[name]) headers.set(name, value);
  }
}
