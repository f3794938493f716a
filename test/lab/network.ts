import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { findProgram } from "../harness/programs.ts";
import { inControlGroup, makeControlGroup, removeControlGroup } from "./control-group.ts";

const execute = promisify(execFile);

/** Where a host is. */
export interface HostPlan {
  /** Its addresses in each LAN, such as `10.1.0.2/24`. The interface there is called like the LAN. */
  readonly lans: Readonly<Record<string, string | readonly string[]>>;
  /** The routers to everywhere else, one for IPv4, one for IPv6. */
  readonly via?: string | readonly string[];
  /** Passes packets on from one LAN to another. */
  readonly router?: boolean;
  /** Its programs are in a control group of their own, whose directory they find in `CONTROL_GROUP`. */
  readonly controlGroup?: boolean;
}

/** The hosts of a network by name. */
export type NetworkPlan<Name extends string> = Readonly<Record<Name, HostPlan>>;

let networks = 0;

/** Runs a program to its end. */
async function run(program: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await execute(findProgram(program) ?? program, args);
  return stdout;
}

/**
 * What to put in front of a command, so that it runs in a network namespace, and in the control group of the same name
 * if there is one; it stays the same process.
 */
export function within(namespace: string): readonly [string, ...string[]] {
  return ["nsenter", `--net=/run/netns/${namespace}`, "--", ...inControlGroup(namespace)];
}

/** Runs a shell script in a network namespace, up to the first command that fails. */
export async function runWithin(namespace: string, script: string): Promise<string> {
  const [nsenter, ...args] = within(namespace);
  return run(nsenter, ...args, "sh", "-euc", script);
}

const listOf = (one: string | readonly string[] = []): readonly string[] => [one].flat();

const familyOf = (address: string): string => (address.includes(":") ? "-6 " : "");

function hostScript({ lans, via, router }: HostPlan): string {
  return [
    "ip link set lo up",
    // Strict, as some systems are: what it would drop must not work here by luck.
    "for of in all default; do echo 1 > /proc/sys/net/ipv4/conf/$of/rp_filter; done",
    ...(router
      ? ["for of in 4 6; do echo 1 > /proc/sys/net/ipv$of/conf/all/forwarding; done"]
      : []),
    ...Object.keys(lans).map((lan) => `ip link set ${lan} up`),
    ...Object.entries(lans).flatMap(([lan, addresses]) =>
      listOf(addresses).map((address) =>
        address.includes(":")
          ? `ip addr add ${address} dev ${lan} nodad`
          : `ip addr add ${address} dev ${lan}`,
      ),
    ),
    ...listOf(via).map((address) => `ip ${familyOf(address)}route add default via ${address}`),
  ].join("\n");
}

/** A network of namespaces: hosts, and a switch for each LAN. */
export class Network<Name extends string> {
  readonly #plan: NetworkPlan<Name>;
  readonly #prefix = `${process.pid}-${(networks += 1)}`;
  readonly #made: string[] = [];

  constructor(plan: NetworkPlan<Name>) {
    this.#plan = plan;
  }

  /** The network namespace of a host. */
  namespaceOf(host: Name): string {
    return `${this.#prefix}-${host}`;
  }

  async make(): Promise<void> {
    const hosts = Object.entries<HostPlan>(this.#plan);
    for (const lan of new Set(hosts.flatMap(([, { lans }]) => Object.keys(lans)))) {
      const switched = await this.#add(`lan-${lan}`);
      await runWithin(switched, "ip link add switch type bridge && ip link set switch up");
    }
    for (const [name, host] of hosts) {
      const namespace = await this.#add(name);
      for (const lan of Object.keys(host.lans)) {
        const switched = `${this.#prefix}-lan-${lan}`;
        const port = `${name.slice(0, 10)}-port`;
        const pair = ["type", "veth", "peer", "name", port, "netns", switched];
        await run("ip", "-n", namespace, "link", "add", lan, ...pair);
        await run("ip", "-n", switched, "link", "set", port, "master", "switch", "up");
      }
      await runWithin(namespace, hostScript(host));
      if (host.controlGroup) await makeControlGroup(namespace);
    }
  }

  /** Takes it away again; whatever still runs in it keeps its namespace. */
  async remove(): Promise<void> {
    for (const namespace of this.#made.splice(0)) {
      await run("ip", "netns", "del", namespace);
      await removeControlGroup(namespace);
    }
  }

  async #add(name: string): Promise<string> {
    const namespace = `${this.#prefix}-${name}`;
    await run("ip", "netns", "add", namespace);
    this.#made.push(namespace);
    return namespace;
  }
}
