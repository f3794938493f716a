import { columns } from "./columns.js";
import { table } from "./table.js";

/**
 * What is printed when all is there: where to go, and what became of honest and forged requests.
 *
 * @param {import("./demo.js").Demo} demo
 * @param {readonly import("./survey.js").Group[]} groups
 */
export function greeting({ addresses, path, edge, balancer, running }, groups) {
  const { client, edge: edgeAt, balancer: balancerAt } = addresses;
  const doors = columns([
    ["  ", "through both proxies", "around the edge", "around both", "own setting"],
    ...running.map(({ application: { framework, at, setting }, url }) => [
      `  ${framework}`,
      edge + at,
      balancer + at,
      `${url}/`,
      setting,
    ]),
  ]);
  return `
client ${client} → edge ${edgeAt} → balancer ${balancerAt} → three applications

${doors.join("\n")}

All three are told this path: app.use(clientIp([
${path.map((hop) => `  ${JSON.stringify(hop)},\n`).join("")}]))
${client === edgeAt ? oneAddress : ""}
What they say of the client (✗: it is not the client):

${table(groups)}
${fairness}

Open ${edge}/ in a browser, or forge what you like. Ctrl-C ends it.
  curl -H 'X-Forwarded-For: 6.6.6.6' ${edge}/koa
`;
}

const oneAddress = `
This system has only 127.0.0.1 on loopback: clients look like proxies, so nobody is shown going around these.
On macOS, to see all of it: for n in 2 3 7; do sudo ifconfig lo0 alias 127.0.1.$n; done
`;

const fairness = `Express and Fastify can be given the proxies' addresses as well. Then they name the client wherever there is one,
and still name somebody where there is none.`;
