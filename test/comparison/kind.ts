import type { Hop } from "@client-ip/core";
import type { Recording } from "./recordings.ts";

/** What the hops of a path report: X-Forwarded-For alone, another header, or nothing. */
export type Kind = "list" | "header" | "hidden";

/** The kind of a recording's path. */
export function kindOf({ path }: Recording): Kind {
  if (path.some(({ tells }) => tells === "nothing")) return "hidden";
  return path.every(({ tells }) => isList(tells)) ? "list" : "header";
}

function isList(tells: Hop["tells"]): boolean {
  if (typeof tells === "object") return "list" in tells;
  return tells === "x-forwarded-for" || tells === "source-address";
}
