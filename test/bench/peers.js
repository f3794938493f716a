// One function for each other library. Each gets the request object that proxy-addr expects.
import { BlockList, isIP } from "node:net";
import arcjet, { parseProxies } from "@arcjet/ip";
import fastifyProxyAddr from "@fastify/proxy-addr";
import supercharge from "@supercharge/request-ip";
import proxyAddr from "proxy-addr";
import requestIp from "request-ip";

/** Ranges that both proxy-addr and our text configuration know by name. */
export const RANGES = ["loopback", "linklocal", "uniquelocal"];

const CIDRS = [
  ["127.0.0.0", 8, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["10.0.0.0", 8, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["::1", 128, "ipv6"],
  ["fe80::", 10, "ipv6"],
  ["fc00::", 7, "ipv6"],
];

const blockList = new BlockList();
for (const [network, bits, family] of CIDRS) blockList.addSubnet(network, bits, family);

/** A hand-written walk: split, then from the right, with net.isIP and net.BlockList. */
function byHand({ headers, socket }) {
  const elements = headers["x-forwarded-for"].split(",");
  let address = socket.remoteAddress;
  for (let i = elements.length - 1; i >= 0; i--) {
    if (!blockList.check(address, address.includes(":") ? "ipv6" : "ipv4")) return address;
    address = elements[i].trim();
    if (isIP(address) === 0) return undefined;
  }
  return address;
}

const express = proxyAddr.compile(RANGES);
const fastify = fastifyProxyAddr.compile(RANGES);
const proxies = parseProxies(CIDRS.map(([network, bits]) => `${network}/${bits}`));

/** Libraries that check which sender is trusted. The first two set the goals. */
export const trusting = {
  "proxy-addr": (request) => proxyAddr(request, express),
  "@fastify": (request) => fastifyProxyAddr(request, fastify),
  BlockList: byHand,
  "@arcjet/ip": (request) => arcjet(request, { proxies }),
};

/** Libraries that trust every sender: they answer with the leftmost address. */
export const believing = {
  "request-ip": (request) => requestIp.getClientIp(request),
  "@supercharge": (request) => supercharge.getClientIp(request),
};

/** Libraries that count hops. */
export function counting(hops) {
  const trusted = (_address, distance) => distance < hops;
  return {
    "proxy-addr": (request) => proxyAddr(request, trusted),
    "@fastify": (request) => fastifyProxyAddr(request, trusted),
  };
}
