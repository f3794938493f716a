import { textWith, textWithout } from "../config/rewritten-text.ts";
import type { Rule } from "./rule.ts";

/** The balancer's own public address, which Cloud Run reports. */
const BALANCER = "198.51.100.10";

/**
 * A balancer of Google as it stands in front of instances. Cloud Run's front end connects in its
 * place, and reports the balancer's public address.
 */
export const CLOUD_RUN_RULE: Rule = {
  code: "cloud-run-balancer",
  violation: ({ name, tells }, [next]) =>
    name === "googleAlb" &&
    tells.kind === "list" &&
    tells.appends === 2 &&
    next?.name === "cloudRun" &&
    "the hop of Google's balancer outside Cloud Run",
  expected: "the balancer's public address in the hop of Cloud Run",
  remedy: ({ name }, text = "") => {
    const alone = textWithout(text, name) ?? "";
    const whole = textWith(alone, "cloudRun", `balancer=${BALANCER}`);
    return `Write the two as one hop, with the balancer's public address: '${whole ?? `cloud-run balancer=${BALANCER}`}', in code cloudRun({ balancer: '${BALANCER}' }). Otherwise all clients have that address.`;
  },
};
