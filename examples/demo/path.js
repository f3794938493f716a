/**
 * What stands in front of the applications, client first: all that they are told.
 *
 * @param {import("./loopback.js").Addresses} addresses
 */
export function pathThrough({ edge, balancer }) {
  return [
    { name: "edge", address: edge, tells: /** @type {const} */ ("x-forwarded-for") },
    { name: "balancer", address: balancer, tells: /** @type {const} */ ("x-forwarded-for") },
  ];
}
