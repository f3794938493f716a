import { applications } from "./applications.js";
import { commands } from "./commands.js";
import { forwardingProxy } from "./forwarding-proxy.js";
import { Live } from "./live.js";
import { close, listen } from "./listening.js";
import { pageServer } from "./page-server.js";
import { pathThrough } from "./path.js";
import { createReply } from "./reply.js";

/**
 * @typedef {{ readonly application: import("./applications.js").Application, readonly url: string
 * }} Running The URL leads around both proxies.
 */

/**
 * Client -> edge -> balancer -> three applications, while they run. The URLs have no path.
 *
 * @typedef {object} Demo
 * @property {import("./loopback.js").Addresses} addresses
 * @property {import("@client-ip/node").Path} path the applications' configuration.
 * @property {string} edge URL of the edge, through both proxies.
 * @property {string} balancer URL around the edge.
 * @property {string} page URL of the page that shows each request.
 * @property {readonly Running[]} running
 */

/**
 * Starts both proxies and the applications.
 *
 * @param {import("./loopback.js").Addresses} addresses
 * @param {string} html the page, as a file.
 * @param {(edge: import("node:http").Server) => Promise<string>} open makes the edge listen, and
 *   returns its URL.
 * @returns {Promise<Demo & { stop(): Promise<unknown> }>}
 */
export async function startDemo(addresses, html, open) {
  const live = new Live();
  // The edge first: if its port is taken, nothing else has to be stopped.
  const edge = forwardingProxy(addresses.edge, () => demo.balancer);
  const balancer = forwardingProxy(addresses.balancer, (asked) => chosen(demo.running, asked));
  const page = pageServer(html, live);
  const servers = [edge, balancer, page];
  const demo = {
    addresses,
    path: pathThrough(addresses),
    edge: await open(edge),
    balancer: await listen(balancer, 0),
    page: await listen(page, 0),
    running: await Promise.all(applications.map(start)),
    stop: () => Promise.all(servers.map(close)),
  };
  return demo;

  /** @param {import("./applications.js").Application} application */
  async function start(application) {
    const path = pathThrough(addresses);
    const reply = createReply(application, path, () => commands(demo, application), live);
    const server = await application.build(path, reply);
    servers.push(server);
    return { application, url: await listen(server, 0) };
  }
}

/**
 * @param {readonly Running[]} running
 * @param {string} asked the URL of a request.
 */
function chosen(running, asked) {
  const [, first = ""] = asked.split(/[/?]/);
  const named = running.find(({ application }) => application.at === `/${first}`);
  return (named ?? running[0])?.url ?? "";
}
