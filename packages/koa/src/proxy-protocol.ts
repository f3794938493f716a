/**
 * PROXY protocol on the connections of Node: `@client-ip/node/proxy-protocol`, so that one package is enough to install.
 *
 * @module
 */
export * from "@client-ip/node/proxy-protocol";
