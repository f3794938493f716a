import type { Resolution } from "@client-ip/core";
import { warnOnce } from "../warnings/warn-once.ts";

/**
 * The answer if several paths may apply that do not agree: no client. A client must not select the
 * weaker path by its choice of URL.
 */
export function undecided(outer: Resolution): Resolution {
  warnOnce("CLIENT_IP_UNDECIDED_PATH", "", () => {
    return (
      "A router without a path of its own is mounted at the same place as one that has its own " +
      "path, or in it: the two name different clients, so the request has none. " +
      "Call router.use(clientIp(path)) in that router, too. " +
      "In Hono and h3 mount applications with different paths at different base paths, " +
      "in h3 2 by their fetch function: app.mount(base, sub.fetch)."
    );
  });
  return { ...outer, ip: undefined, port: undefined, source: undefined, status: "ambiguous" };
}
