import proxyAddr from "proxy-addr";
import { incomingMessageOf, textOr } from "./node-request.ts";
import type { Peer } from "./peer.ts";

type Trust = (address: string, distance: number) => boolean;

/**
 * Express's `req.ip` is this function (express/lib/request.js), with `trust proxy` compiled.
 * It asks about no other property of the request.
 */
const ipBy =
  (trust: Trust): Peer["answer"] =>
  (request) =>
    textOr(proxyAddr(incomingMessageOf(request), trust));

/** Express with the three settings of its guide, and the package that it is made with. */
export const EXPRESS: readonly Peer[] = [
  {
    name: "Express, trust all",
    setting: 'app.set("trust proxy", true)',
    answer: ipBy(() => true),
  },
  {
    name: "Express, a count",
    setting: 'app.set("trust proxy", 1)',
    answer: ipBy((_address, distance) => distance < 1),
  },
  {
    name: "Express, addresses",
    setting: 'app.set("trust proxy", "loopback, linklocal, uniquelocal")',
    answer: ipBy(proxyAddr.compile(["loopback", "linklocal", "uniquelocal"])),
  },
  {
    name: "proxy-addr",
    setting: 'proxyaddr(req, "loopback")',
    answer: ipBy(proxyAddr.compile("loopback")),
  },
];
