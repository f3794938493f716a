import type { ExplanationStep, Resolver } from "@client-ip/core";
import { partsOf, type PathHop } from "@client-ip/core/internal";

/** The steps of a walk that are about one hop. */
export interface HopSteps {
  readonly hop: PathHop;
  /** Whether the request came through it. If not, the walk stopped before it. */
  readonly walked: boolean;
  /** The indexes of its steps among all, in order. */
  readonly indexes: readonly number[];
}

/** The hops that a walk came to, from the application outwards. */
export function hopSteps(resolver: Resolver, steps: readonly ExplanationStep[]): HopSteps[] {
  const hops: { readonly hop: PathHop; readonly walked: boolean; readonly indexes: number[] }[] =
    [];
  let next = partsOf(resolver)?.path.innermost;
  let tried = 0;
  /** The entry point that was recognized, and where that was found. */
  let chosen: { readonly hop: PathHop; readonly index: number } | undefined;
  for (const [index, step] of steps.entries()) {
    if (step.event === "entry-point") {
      const entryPoint = next?.entryPoints?.[tried++]?.entryPoint;
      if (entryPoint !== undefined && step.rule.startsWith("recognized")) {
        chosen = { hop: entryPoint, index };
      }
    } else if (step.event === "passed" || step.event === "stopped" || isFirstSight(step)) {
      const [hop, ...before] =
        next?.entryPoints === undefined ? [next] : [chosen?.hop, chosen?.index ?? index];
      if (hop === undefined) break;
      hops.push({ hop, walked: step.event !== "stopped", indexes: [...before, index] });
      next = hop.outer;
    } else if (step.event === "reported" || step.event === "recognized") {
      hops.at(-1)?.indexes.push(index);
    }
  }
  return hops;
}

/** Whether the walk came to the next hop, and not again to one that is repeated. */
function isFirstSight({ event, rule }: ExplanationStep): boolean {
  return event === "recognized" && !rule.endsWith(", again");
}
