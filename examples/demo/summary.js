/**
 * A walk in one line, such as `127.0.1.3 is balancer → 127.0.1.2 is edge → 127.0.1.7`.
 *
 * @param {Pick<import("./results.js").JsonReply, "steps" | "clientIp" | "why">} reply
 */
export function summarize({ steps, clientIp, why }) {
  const walk = steps.map(({ event, hop, rule, element, cursor }) => {
    if (event === "peer") return cursor;
    if (event === "recognized") return ` is ${hop}`;
    if (event === "stopped") return ` is not ${hop}: ${rule}`;
    // The line is about the address alone.
    if (event === "told" || event === "untold") return "";
    // An address has a dot or a colon; a word says that there is none.
    if (/[.:]/.test(cursor)) return ` → ${cursor}`;
    return ` → ${element === undefined ? "nothing" : JSON.stringify(element)}`;
  });
  return `${walk.join("")}${clientIp === null ? `: ${why.at(-1)}` : ""}`;
}
