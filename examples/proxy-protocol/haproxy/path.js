/**
 * HAProxy on this machine. If it runs on another one, write its address instead of "loopback".
 *
 * @type {import("@client-ip/fastify").Path}
 */
export const path = [{ name: "haproxy", address: "loopback", tells: "proxy-protocol" }];
