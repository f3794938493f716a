const WHY = {
  "request-ip": "it believes everybody: the leftmost address, which the client wrote",
  "@supercharge": "it believes everybody: the leftmost address, which the client wrote",
};

/**
 * Sorts out who answers otherwise, and says so: only the same work is timed.
 *
 * @param {string} name of the case
 * @param {Readonly<Record<string, (request) => string | undefined>>} peers
 * @param {readonly object[]} requests
 * @param {readonly (string | undefined)[]} wanted what ours answers to each
 * @returns those that answer as ours does to every request
 */
export function differing(name, peers, requests, wanted) {
  return Object.fromEntries(
    Object.entries(peers).filter(([peer, read]) => {
      const at = requests.findIndex((request, i) => read(request) !== wanted[i]);
      if (at < 0) return true;
      console.log(
        `${name}: ${peer} is not timed. It answers ${read(requests[at])}, not ${wanted[at]}: ` +
          `${WHY[peer] ?? "nobody knows why"}.`,
      );
      return false;
    }),
  );
}
