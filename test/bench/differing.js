const REASONS = {
  "request-ip": "it answers with the leftmost address, which the client wrote",
  "@supercharge": "it answers with the leftmost address, which the client wrote",
};

/**
 * Removes the libraries that answer differently, and prints why: only equal work is timed.
 *
 * @param {string} name the case
 * @param {Readonly<Record<string, (request) => string | undefined>>} peers
 * @param {readonly object[]} requests
 * @param {readonly (string | undefined)[]} wanted our answer to each request
 * @returns the libraries that give our answer to every request
 */
export function differing(name, peers, requests, wanted) {
  return Object.fromEntries(
    Object.entries(peers).filter(([peer, read]) => {
      const at = requests.findIndex((request, i) => read(request) !== wanted[i]);
      if (at < 0) return true;
      console.log(
        `${name}: ${peer} is not timed. It answers ${read(requests[at])}, not ${wanted[at]}: ` +
          `${REASONS[peer] ?? "the reason is not known"}.`,
      );
      return false;
    }),
  );
}
