/**
 * A balancer on this machine that passes TLS through. On another one: its address in place of "loopback".
 *
 * @type {import("@client-ip/node").Path}
 */
export const path = [{ name: "balancer", address: "loopback", tells: "proxy-protocol" }];
