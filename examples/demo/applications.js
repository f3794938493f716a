import { expressApplication } from "./express.js";
import { fastifyApplication } from "./fastify.js";
import { koaApplication } from "./koa.js";

/**
 * An application of one framework, which answers every request with what it knows of the client.
 *
 * @typedef {object} Application
 * @property {string} framework
 * @property {string} setting how the framework itself is told of proxies, as most people do.
 * @property {string} at the path by which it is chosen at the front door.
 * @property {(path: import("@client-ip/node").Path, answer: import("./answer.js").Answer) => import("node:http").Server | Promise<import("node:http").Server>} build
 *   takes what stands in front of it; not listening yet.
 */

/** The first is given what is meant for no other. */
export const applications = [expressApplication, fastifyApplication, koaApplication];
