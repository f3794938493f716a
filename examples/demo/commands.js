import { trials } from "./trials.js";

/**
 * The URL of an application, entered at one of the doors.
 *
 * @param {import("./demo.js").Demo} demo
 * @param {import("./trials.js").Trials["door"]} door
 * @param {import("./applications.js").Application} application
 */
export function urlOf({ edge, balancer, running }, door, application) {
  const around = running.find((one) => one.application === application)?.url;
  return {
    edge: edge + application.at,
    balancer: balancer + application.at,
    application: `${around}/`,
  }[door];
}

/**
 * Lines for a shell that send each trial to an application.
 *
 * @param {import("./demo.js").Demo} demo
 * @param {import("./applications.js").Application} application
 */
export function commands(demo, application) {
  return trials(demo.addresses).flatMap(({ where, door, from, requests }) => {
    const curl = `curl --interface ${demo.addresses[from]}`;
    const url = urlOf(demo, door, application);
    const asks = requests.map((lines) => [curl, ...lines.map((line) => `-H '${line}'`), url]);
    return [`# ${where}`].concat(asks.map((words) => words.join(" ")));
  });
}
