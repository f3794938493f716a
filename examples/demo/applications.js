import { expressApplication } from "./express.js";
import { fastifyApplication } from "./fastify.js";
import { koaApplication } from "./koa.js";

/**
 * An application of one framework. It replies to every request with what it knows about the client.
 *
 * @typedef {object} Application
 * @property {string} framework
 * @property {string} setting the framework's own setting for proxies, as its guide shows it.
 * @property {string} at the URL path under which the balancer finds it.
 * @property {(path: import("@client-ip/node").Path, reply: import("./reply.js").Reply) =>
 *   import("node:http").Server | Promise<import("node:http").Server>} build takes the proxies in
 *   front of it, client first; the server does not listen yet.
 */

/** The first gets the requests whose URL names no other. */
export const applications = [expressApplication, fastifyApplication, koaApplication];
