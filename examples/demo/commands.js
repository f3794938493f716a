import { requestGroups } from "./requests.js";

/**
 * The URL of an application by one of the entry points.
 *
 * @param {import("./demo.js").Demo} demo
 * @param {import("./requests.js").RequestGroup["entry"]} entry
 * @param {import("./applications.js").Application} application
 */
export function urlOf({ edge, balancer, running }, entry, application) {
  const around = running.find((one) => one.application === application)?.url;
  return {
    edge: edge + application.at,
    balancer: balancer + application.at,
    application: `${around}/`,
  }[entry];
}

/**
 * Shell commands that send each request to an application.
 *
 * @param {import("./demo.js").Demo} demo
 * @param {import("./applications.js").Application} application
 */
export function commands(demo, application) {
  return requestGroups(demo.addresses).flatMap(({ title, entry, from, requests }) => {
    const curl = `curl --interface ${demo.addresses[from]}`;
    const url = urlOf(demo, entry, application);
    const asks = requests.map((lines) => [curl, ...lines.map((line) => `-H '${line}'`), url]);
    return [`# ${title}`].concat(asks.map((words) => words.join(" ")));
  });
}
