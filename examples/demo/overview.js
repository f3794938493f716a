import { columns, table } from "./table.js";

/**
 * What is printed once everything runs: the URLs, and how honest and forged requests were answered.
 *
 * @param {import("./demo.js").Demo} demo
 * @param {readonly import("./results.js").ResultGroup[]} groups
 */
export function overview({ addresses, path, edge, balancer, page, running }, groups) {
  const urls = columns([
    ["  ", "through both proxies", "around the edge", "around both", "own setting"],
    ...running.map(({ application: { framework, at, setting }, url }) => [
      `  ${framework}`,
      edge + at,
      balancer + at,
      `${url}/`,
      setting,
    ]),
  ]);
  return `client ${addresses.client} → edge ${addresses.edge} → balancer ${addresses.balancer} → three applications

${urls.join("\n")}

All three use this path: app.use(clientIp([
${path.map((hop) => `  ${JSON.stringify(hop)},\n`).join("")}]))
${addresses.client === addresses.edge ? oneAddress : ""}
The client, as each of them sees it (✗: that is not the client):

${table(groups)}
${fairness}

Open ${page}/ in a browser: it shows each of these requests, and yours. Ctrl-C stops it.
  curl -H 'X-Forwarded-For: 6.6.6.6' ${edge}/koa
`;
}

const oneAddress = `
This system has only 127.0.0.1 on loopback, so a client looks like a proxy. Requests around the proxies are left out.
On macOS, to see them: for n in 2 3 7; do sudo ifconfig lo0 alias 127.0.1.$n; done
`;

const fairness = `Express and Fastify also take the proxies' addresses. With those they name the client of every request that has one,
and still name an address for requests that have none.`;
