// src/hooks.server.js: event.locals has the client.
import { clientIpOf, createResolver } from "@client-ip/node";

const resolver = createResolver("nginx");

/** @type {import("@sveltejs/kit").Handle} */
export function handle({ event, resolve }) {
  event.locals.clientIp = clientIpOf(event.platform.req, resolver);
  return resolve(event);
}
