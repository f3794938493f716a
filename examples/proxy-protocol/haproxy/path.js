/**
 * HAProxy on this machine. On another one: its address in place of "loopback".
 *
 * @type {import("@client-ip/fastify").Path}
 */
export const path = [{ name: "haproxy", address: "loopback", tells: "proxy-protocol" }];
