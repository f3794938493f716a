import proxyAddr from "@fastify/proxy-addr";
import { incomingMessageOf, textOr } from "./node-request.ts";
import type { Peer } from "./peer.ts";

/** Fastify's `request.ip` is the last of these (fastify/lib/request.js). */
export const FASTIFY: Peer = {
  name: "Fastify, trust all",
  setting: "fastify({ trustProxy: true })",
  answer: (request) => textOr(proxyAddr.all(incomingMessageOf(request), () => true).at(-1)),
};
