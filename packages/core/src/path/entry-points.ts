import { overlap } from "../address/address-set.ts";
import type { ParsedHop } from "../config/parse-hop.ts";
import { ClientIpError } from "../errors.ts";
import { nextOuter } from "./rules.ts";

/**
 * Checks that the walk can tell entry points apart.
 *
 * @throws ClientIpError `entry-points-overlap`
 */
export function checkEntryPoints(entryPoints: readonly (readonly ParsedHop[])[]): void {
  entryPoints.forEach((entryPoint, index) => {
    for (const other of entryPoints.slice(0, index)) {
      const [a, b] = [nextOuter(entryPoint), nextOuter(other)];
      if (a !== undefined && b !== undefined && areDistinct(a, b)) continue;
      throw new ClientIpError({
        code: "entry-points-overlap",
        given: `the entry points "${b?.name}" and "${a?.name}"`,
        expected: "disjoint addresses, different identities or different secret headers",
        remedy:
          "Add what tells them apart: a request without the proof of one could come in by the other.",
      });
    }
  });
}

function areDistinct(a: ParsedHop, b: ParsedHop): boolean {
  return (
    (a.address !== undefined && b.address !== undefined && !overlap(a.address, b.address)) ||
    (a.identity !== undefined && b.identity?.some((uri) => a.identity?.includes(uri)) === false) ||
    (a.secret !== undefined && b.secret !== undefined && a.secret.header !== b.secret.header)
  );
}
