import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { bindResolver, gateOf, sealWebHeaders } from "../../src/adapter.ts";
import { requestOfStream } from "../../src/seal/stream-request.ts";

/** What the seal writes for the client of a plain connection. */
const WRITTEN = { "x-forwarded-for": "198.51.100.9", "x-forwarded-proto": "http" };

/**
 * A request with these headers, sealed or not, and what `sealWebHeaders` makes of others.
 *
 * @param later headers that another program adds behind the seal.
 * @param lines those of `rawHeaders`.
 */
function webHeaders(
  headers: IncomingMessage["headers"],
  web: Record<string, string>,
  isSealed = true,
  later: IncomingMessage["headers"] = {},
  lines: readonly string[] = [],
): Record<string, string> {
  const gate = gateOf("direct", { seal: { onUnresolved: "peer", keep: [] } });
  const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: "198.51.100.9" });
  const req = new IncomingMessage(socket);
  Object.assign(req.headers, headers);
  req.rawHeaders.push(...lines);
  bindResolver(req, gate.resolver);
  if (isSealed) gate.admits(req);
  Object.assign(req.headers, later);
  const given = new Headers(web);
  sealWebHeaders(given, req);
  return Object.fromEntries(given);
}

describe("sealWebHeaders", () => {
  it("removes what the seal has removed, and writes what it has written", () => {
    const forged = { "x-real-ip": "6.6.6.6", "x-forwarded-for": "6.6.6.6" };
    expect(webHeaders(forged, forged)).toEqual({ ...WRITTEN });
  });

  it("leaves the others as the framework has them, which may not be as Node has them", () => {
    const web = { accept: "text/html, text/plain", "x-of-the-framework": "1" };
    expect(webHeaders({ accept: "text/html" }, web)).toEqual({
      ...web,
      ...WRITTEN,
    });
  });

  it("writes no list of values", () => {
    const list = { "set-cookie": ["a=1"] };
    expect(webHeaders(list, {})).toEqual(WRITTEN);
    expect(webHeaders({}, {}, true, list)).toEqual(WRITTEN);
  });

  it("removes lines beyond Node's limit, of which Node makes no header", () => {
    const web = { "x-real-ip": "6.6.6.6", accept: "text/html" };
    const lines = ["Accept", "text/html", "X-Real-IP", "6.6.6.6"];
    expect(webHeaders({ accept: "text/html" }, web, true, {}, lines)).toEqual({
      accept: "text/html",
      ...WRITTEN,
    });
  });

  it("leaves the pseudo-headers of HTTP/2, which no web Request has", () => {
    const req = requestOfStream(
      { session: undefined, endAfterHeaders: true } as never,
      { ":authority": "a.test", "x-real-ip": "6.6.6.6" },
      [":authority", "a.test", "X-Real-IP", "6.6.6.6"],
    );
    const gate = gateOf("direct", { seal: { onUnresolved: "peer", keep: [] } });
    bindResolver(req, gate.resolver);
    gate.admits(req);
    delete req.headers[":authority"];
    const given = new Headers({ "x-real-ip": "6.6.6.6" });
    sealWebHeaders(given, req);
    expect(given.has("x-real-ip")).toBe(false);
  });

  it("changes nothing without a seal, also of what the application removed", () => {
    const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: "198.51.100.9" });
    const req = new IncomingMessage(socket);
    req.rawHeaders.push("X-A", "b");
    const given = new Headers({ "x-a": "b" });
    sealWebHeaders(given, req);
    expect(given.get("x-a")).toBe("b");
  });

  it("changes nothing without a seal", () => {
    const forged = { "x-real-ip": "6.6.6.6" };
    expect(webHeaders({ "x-forwarded-for": "6.6.6.6" }, forged, false)).toEqual(forged);
  });
});
