import type { Path } from "./hop.ts";

/**
 * The path that it is given. In a variable of its own, a path is then checked where it is written,
 * and completed by an editor: without this, `tells` would be any text there.
 *
 * @param path hops in the order traffic flows, client first. They are not checked at runtime yet.
 *
 * @example
 * ```ts
 * import { createResolver, definePath } from "@client-ip/core";
 *
 * const path = definePath([
 *   { name: "cdn", address: "198.51.100.0/24", tells: "x-forwarded-for" },
 *   { name: "nginx", address: "loopback", tells: "x-forwarded-for" },
 * ]);
 * createResolver(path).facts.sequences; // -> [["cdn", "nginx"]]
 * ```
 */
export function definePath(path: Path): Path {
  return path;
}
