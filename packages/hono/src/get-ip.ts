import { ClientIpError, type Resolution } from "@client-ip/node";
import type { Context } from "hono";
import type { ConnInfo } from "hono/conninfo";

/**
 * The client of a request in the form of Hono's `getConnInfo`, for `ipRestriction` of
 * `hono/ip-restriction`. There a request without a client is denied.
 *
 * @param c a context that has passed `clientIp`.
 * @returns the client's address and port; neither if no trusted proxy names it.
 * @throws ClientIpError `config-type` if the context has not passed it.
 *
 * @example
 * ```ts
 * import type { AddressInfo } from "node:net";
 * import { clientIp, getIP } from "@client-ip/hono";
 * import { createAdaptorServer } from "@hono/node-server";
 * import { Hono } from "hono";
 * import { ipRestriction } from "hono/ip-restriction";
 *
 * const app = new Hono();
 * app.use(clientIp("loopback")); // nginx on this machine
 * app.use(ipRestriction(getIP, { allowList: ["203.0.113.0/24"] }));
 * app.get("/", (c) => c.text("Hello"));
 * const server = createAdaptorServer(app).listen(0);
 * const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
 * (await fetch(url, { headers: { "X-Forwarded-For": "203.0.113.7" } })).status; // -> 200
 * (await fetch(url, { headers: { "X-Forwarded-For": "203.0.113.7, 6.6.6.6" } })).status; // -> 403
 * server.close();
 * ```
 */
export function getIP(c: Context): ConnInfo {
  const { ip, port } = infoIn(c);
  if (ip === undefined) return { remote: {} };
  const addressType = ip.includes(":") ? "IPv6" : "IPv4";
  return { remote: { address: ip, addressType, ...(port !== undefined && { port }) } };
}

function infoIn(c: Context): Resolution {
  const info: Resolution | undefined = c.get("clientIpInfo");
  if (info !== undefined) return info;
  throw new ClientIpError({
    code: "config-type",
    given: "a context of Hono that has not passed clientIp",
    expected: "a context that has passed it",
    remedy: "Write app.use(clientIp(path)) before app.use(ipRestriction(getIP, rules)).",
  });
}
