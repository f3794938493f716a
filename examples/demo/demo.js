import { answering } from "./answer.js";
import { applications } from "./applications.js";
import { commands } from "./commands.js";
import { forwardingProxy } from "./forwarding-proxy.js";
import { close, listen } from "./listening.js";
import { pathThrough } from "./path.js";

/** @typedef {{ readonly application: import("./applications.js").Application, readonly url: string }} Running The URL goes around both proxies. */

/**
 * Client -> edge -> balancer -> three applications, while they run. The URLs have no path.
 *
 * @typedef {object} Demo
 * @property {import("./loopback.js").Addresses} addresses
 * @property {import("@client-ip/node").Path} path as the applications are told.
 * @property {string} edge URL of the front door.
 * @property {string} balancer URL around the edge.
 * @property {readonly Running[]} running
 */

/**
 * Starts all of it.
 *
 * @param {import("./loopback.js").Addresses} addresses
 * @param {(edge: import("node:http").Server) => Promise<string>} open makes the front door listen, and tells its URL.
 * @returns {Promise<Demo & { stop(): Promise<unknown> }>}
 */
export async function startDemo(addresses, open) {
  // The front door first: when its port is taken, there is nothing else to stop.
  const edge = forwardingProxy(addresses.edge, () => demo.balancer);
  const balancer = forwardingProxy(addresses.balancer, (asked) => chosen(demo.running, asked));
  const servers = [edge, balancer];
  const demo = {
    addresses,
    path: pathThrough(addresses),
    edge: await open(edge),
    balancer: await listen(balancer, 0),
    running: await Promise.all(applications.map(start)),
    stop: () => Promise.all(servers.map(close)),
  };
  return demo;

  /** @param {import("./applications.js").Application} application */
  async function start(application) {
    const path = pathThrough(addresses);
    const answer = answering(application, path, () => commands(demo, application));
    const server = await application.build(path, answer);
    servers.push(server);
    return { application, url: await listen(server, 0) };
  }
}

/**
 * @param {readonly Running[]} running
 * @param {string} asked the path that a request names.
 */
function chosen(running, asked) {
  const [, first = ""] = asked.split(/[/?]/);
  const named = running.find(({ application }) => application.at === `/${first}`);
  return (named ?? running[0])?.url ?? "";
}
