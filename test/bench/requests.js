// Requests as Node makes them: flat strings, all different.

/** Different requests in a run. */
export const REQUESTS = 512;

const PEER = "10.0.0.9";

/** A pseudorandom integer in [0, below), the same in each run (Numerical Recipes' generator). */
let seed = 0x5eed;
export function random(below) {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
}

/** A flat copy of a string, as the parser of node:http makes it. */
export function flat(text) {
  return Buffer.from(text, "latin1").latin1Slice();
}

const group = () => (4_096 + random(60_000)).toString(16);

/** An address in no trusted range. */
export const client = () => `93.${random(256)}.${random(256)}.${random(256)}`;

export const client6 = () => `2a02:8108:1:${group()}:3:4:${group()}:6`;

/** An address in the trusted ranges: every third one is IPv6. */
export function proxy(place) {
  return place % 3 === 1
    ? `fd00:${group()}::${place + 1}:${group()}`
    : `10.${random(256)}.${random(256)}.${random(256)}`;
}

/**
 * @param {string} text the header's value
 * @param {string} name the header's name
 * @returns a request for all libraries: ours reads `evidence`, the others the rest
 */
export function requestOf(text, name = "X-Forwarded-For") {
  const header = flat(text);
  const headers = { host: "example.com", [name.toLowerCase()]: header };
  const socket = { remoteAddress: PEER };
  const rawHeaders = ["Host", "example.com", name, header];
  return { headers, socket, connection: socket, evidence: { peer: PEER, rawHeaders, headers } };
}

/** @param {() => string} text makes another value each time */
export function requestsOf(text) {
  return Array.from({ length: REQUESTS }, () => requestOf(text()));
}
