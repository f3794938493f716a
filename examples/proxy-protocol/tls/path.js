/**
 * A balancer on this machine that passes TLS through. If it runs on another one, write its address
 * instead of "loopback".
 *
 * @type {import("@client-ip/node").Path}
 */
export const path = [{ name: "balancer", address: "loopback", tells: "proxy-protocol" }];
