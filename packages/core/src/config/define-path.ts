import type { Path } from "./hop.ts";

/**
 * The path that it is given. A path in a variable of its own is checked, and completed by an editor,
 * where it is written: without this, `tells` would be any text there.
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
