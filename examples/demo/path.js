/**
 * The proxies in front of the applications, client first. This is all of their configuration.
 *
 * @param {import("./loopback.js").Addresses} addresses
 */
export function pathThrough({ edge, balancer }) {
  return [
    { name: "edge", address: edge, tells: /** @type {const} */ ("x-forwarded-for") },
    { name: "balancer", address: balancer, tells: /** @type {const} */ ("x-forwarded-for") },
  ];
}
