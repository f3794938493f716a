/**
 * A walk in one line, such as `127.0.1.3 is balancer → 127.0.1.2 is edge → 127.0.1.7`.
 *
 * @param {Pick<import("./ask.js").Told, "steps" | "clientIp" | "why">} told
 */
export function inBrief({ steps, clientIp, why }) {
  const walk = steps.map(({ event, hop, rule, element, cursor }) => {
    if (event === "peer") return cursor;
    if (event === "recognized") return ` is ${hop}`;
    if (event === "stopped") return ` is not ${hop} (${rule})`;
    if (cursor !== "hidden" && cursor !== "nobody") return ` → ${cursor}`;
    return ` → ${element === undefined ? "nothing" : JSON.stringify(element)}`;
  });
  return `${walk.join("")}${clientIp === null ? `: ${why.at(-1)}` : ""}`;
}
