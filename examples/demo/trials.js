/**
 * Requests that are sent from one place to one place.
 *
 * @typedef {object} Trials
 * @property {string} where
 * @property {"edge" | "balancer" | "application"} door where they enter.
 * @property {keyof import("./loopback.js").Addresses} from whose address they come from.
 * @property {readonly (readonly string[])[]} requests the header lines of each.
 */

const list = "X-Forwarded-For: 6.6.6.6";
const nonsense = "X-Forwarded-For: unknown, <script>";

/**
 * Honest and forged requests. Each address that a header line of theirs names is a lie.
 *
 * @param {import("./loopback.js").Addresses} addresses
 * @returns {readonly Trials[]}
 */
export function trials({ edge, client }) {
  // As the edge would have written it for a client at 6.6.6.6.
  const madeUp = `${list}, ${edge}`;

  /** @type {Trials} */
  const throughBoth = {
    where: "A client, through the front door",
    door: "edge",
    from: "client",
    requests: [
      [],
      [list],
      [list, "X-Forwarded-For: 7.7.7.7"],
      [madeUp],
      [nonsense],
      ["X-Real-IP: 6.6.6.6"],
      ["Forwarded: for=6.6.6.6;proto=https"],
    ],
  };
  // Where all have one address, who goes around the proxies cannot be told from them.
  if (edge === client) return [throughBoth];
  return [
    throughBoth,
    {
      where: "A client, around the edge, to the balancer",
      door: "balancer",
      from: "client",
      requests: [[], [list]],
    },
    {
      where: "A client, around both, to the application",
      door: "application",
      from: "client",
      requests: [[], [madeUp], [nonsense]],
    },
    {
      where: "The balancer for itself (a health check), or with nonsense for a list",
      door: "application",
      from: "balancer",
      requests: [[], [nonsense]],
    },
    {
      where: "The edge, past the balancer",
      door: "application",
      from: "edge",
      requests: [[list]],
    },
  ];
}
