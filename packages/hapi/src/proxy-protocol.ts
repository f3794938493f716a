/**
 * PROXY protocol on connections of Node, the same as `@client-ip/node/proxy-protocol`: no other
 * package has to be installed.
 *
 * @module
 */
export * from "@client-ip/node/proxy-protocol";
