import type { Resolution } from "@client-ip/core";
import { warnOnce } from "../warnings/warn-once.ts";

/**
 * The answer if several paths may apply that do not agree: no client. A client must not select the
 * weaker path by its choice of URL.
 */
export function undecided(outer: Resolution): Resolution {
  warnOnce("CLIENT_IP_UNDECIDED_PATH", "", () => {
    return (
      "Two paths were bound to a request, name different clients, and it cannot be told which one " +
      "holds where the request is now: so it has no client. " +
      "In Express give each part a router, and call router.use(clientIp(path)) in it. " +
      "In Hono and h3 mount applications with different paths at different base paths, " +
      "in h3 2 by their fetch function: app.mount(base, sub.fetch)."
    );
  });
  return { ...outer, ip: undefined, port: undefined, source: undefined, status: "ambiguous" };
}
