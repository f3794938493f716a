/**
 * Requests from one address to one entry point.
 *
 * @typedef {object} RequestGroup
 * @property {string} title
 * @property {"edge" | "balancer" | "application"} entry where they come in.
 * @property {keyof import("./loopback.js").Addresses} from the machine that sends them.
 * @property {readonly (readonly string[])[]} requests the header lines of each.
 */

const list = "X-Forwarded-For: 6.6.6.6";
const nonsense = "X-Forwarded-For: unknown, <script>";

/**
 * Honest and forged requests. Each address in their header lines is forged.
 *
 * @param {import("./loopback.js").Addresses} addresses
 * @returns {readonly RequestGroup[]}
 */
export function requestGroups({ edge, client }) {
  // As the edge would have written it for a client at 6.6.6.6.
  const forgedEdge = `${list}, ${edge}`;

  /** @type {RequestGroup} */
  const throughBoth = {
    title: "A client, through both proxies",
    entry: "edge",
    from: "client",
    requests: [
      [],
      [list],
      [list, "X-Forwarded-For: 7.7.7.7"],
      [forgedEdge],
      [nonsense],
      ["X-Real-IP: 6.6.6.6"],
      ["Forwarded: for=6.6.6.6;proto=https"],
    ],
  };
  // Where all have one address, a client that goes around the proxies looks like one of them.
  if (edge === client) return [throughBoth];
  return [
    throughBoth,
    {
      title: "A client, around the edge, to the balancer",
      entry: "balancer",
      from: "client",
      requests: [[], [list]],
    },
    {
      title: "A client, around both, to the application",
      entry: "application",
      from: "client",
      requests: [[], [forgedEdge], [nonsense]],
    },
    {
      title: "The balancer itself (a health check), or with nonsense for a list",
      entry: "application",
      from: "balancer",
      requests: [[], [nonsense]],
    },
    {
      title: "The edge, past the balancer",
      entry: "application",
      from: "edge",
      requests: [[list]],
    },
  ];
}
